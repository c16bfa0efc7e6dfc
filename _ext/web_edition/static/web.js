// What a page does beyond being read: menus in their place, colours, search, previews.
"use strict";
const root = document.documentElement;
const all = (selector, within = document) => [...within.querySelectorAll(selector)];

// -- Menus: the browser opens and closes them; they only have to stand below their button ---------
for (const button of all(".tool[popovertarget]")) {
  const menu = document.getElementById(button.getAttribute("popovertarget"));
  if (!menu?.matches(".menu")) {
    // A link of the contents leads somewhere: the contents have done their work.
    menu?.addEventListener("click", (event) => event.target.closest("a") && menu.hidePopover?.());
    continue;
  }
  menu.addEventListener("toggle", (event) => {
    if (event.newState !== "open") return;
    const place = button.getBoundingClientRect();
    const left = Math.min(place.left, innerWidth - menu.offsetWidth - 8);
    menu.style.left = `${Math.max(left, 8)}px`;
    menu.style.top = `${place.bottom + 4}px`;
  });
}

// -- Colours ---------------------------------------------------------------------------------------
const sayMode = () => {
  for (const button of all("[data-mode]", document.body)) {
    button.setAttribute("aria-pressed", String(button.dataset.mode === root.dataset.mode));
  }
};
for (const button of all("[data-mode]", document.body)) {
  button.addEventListener("click", () => {
    root.setColours(button.dataset.mode);
    try {
      localStorage.setItem("mode", button.dataset.mode);
    } catch {
      // Storage can be forbidden; then the choice holds for this page.
    }
    sayMode();
    document.getElementById("colours").hidePopover();
  });
}
sayMode();

// -- Search: a dialog on every page, by its button or Ctrl and K ------------------------------------
const search = document.getElementById("search-dialog");
const field = document.querySelector(".bd-search-container input");
const openSearch = (event) => {
  event.preventDefault();
  document.getElementById("book-contents")?.hidePopover?.();
  close();
  if (field) field.focus();
  else if (!search.open) search.showModal();
};
all(".search-link").forEach((link) => link.addEventListener("click", openSearch));
addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") openSearch(event);
});
search.addEventListener("click", (event) => event.target === search && search.close());
// In Safari a search field keeps this key for itself, to be emptied by it.
search.addEventListener("keydown", (event) => event.key === "Escape" && search.close());

// -- Contents: the section being read is marked, the page being read is in view ----------------------
const links = new Map(all(".page-toc a").map((link) => [link.hash.slice(1), link]));
const watcher = new IntersectionObserver(
  (entries) => {
    const seen = entries.filter((entry) => entry.isIntersecting).pop();
    if (!seen) return;
    links.forEach((link) => link.removeAttribute("aria-current"));
    links.get(seen.target.parentElement.id)?.setAttribute("aria-current", "true");
  },
  { rootMargin: "0px 0px -70% 0px" },
);
all(".bd-article section > :is(h2, h3)").forEach((heading) => watcher.observe(heading));
const here = document.querySelector(".bd-sidenav .current > a");
const contents = document.getElementById("book-contents");
// Only once the page has been painted: measuring it before would hold that up.
requestAnimationFrame(() => {
  if (here && contents) contents.scrollTop = here.offsetTop - contents.clientHeight / 3;
});

// -- Corrections: each section offers the one that the page offers, with its own name in it ----------
const correction = document.querySelector(".page-correction a");
for (const heading of correction ? all(".bd-article section > :is(h2, h3)") : []) {
  const { address, page, title } = correction.dataset;
  const link = document.createElement("a");
  link.className = "headerlink";
  link.href = address.replaceAll("{page}", encodeURIComponent(`${page}#${heading.parentElement.id}`));
  link.title = title;
  link.setAttribute("aria-label", `${link.title}: ${heading.firstChild.textContent}`);
  link.textContent = "✎";
  heading.append(link);
}

// -- Previews: where a link leads is shown on hover, on focus and at the first tap --------------------
// The text of a page stands in a small script of its own, loaded when a link to it is first touched:
// that works from a folder, where pages cannot read each other.
const texts = new Map();
const waiting = new Map();
window.bookText = (page, parts) => {
  const previews = new Map();
  for (const [ids, words] of parts) {
    const cut =
      words.length > 420 ? `${words.slice(0, words.lastIndexOf(" ", 400))}\u00a0…` : words;
    for (const id of ids.split(" ")) if (!previews.has(id)) previews.set(id, cut);
  }
  texts.set(page, { parts, previews });
  waiting.get(page)?.forEach((tell) => tell());
  waiting.delete(page);
};
window.loadText = (page) =>
  new Promise((tell) => {
    if (texts.has(page)) return tell(texts.get(page));
    const told = () => tell(texts.get(page));
    if (waiting.has(page)) return waiting.get(page).push(told);
    waiting.set(page, [told]);
    const script = document.createElement("script");
    script.src = `${root.dataset.content_root}_texts/${page}.js`;
    script.onerror = told;
    document.head.append(script);
  });

const tip = document.createElement("div");
tip.id = "preview";
tip.className = "preview";
tip.setAttribute("role", "tooltip");
tip.setAttribute("popover", "manual");
document.body.append(tip);
let shown = null;
let timer = 0;

const target = (link) => {
  const top = new URL(root.dataset.content_root, location.href).href;
  const address = new URL(link.href);
  const [path] = address.href.split(/[?#]/);
  if (!path.startsWith(top) || !path.endsWith(".html")) return null;
  return { page: path.slice(top.length, -5), id: decodeURIComponent(address.hash.slice(1)) };
};

const close = () => {
  clearTimeout(timer);
  if (!shown) return;
  shown.removeAttribute("aria-describedby");
  shown = null;
  tip.hidePopover();
};

const place = () => {
  if (!shown) return;
  const box = shown.getClientRects()[0];
  const below = box.bottom + tip.offsetHeight + 12 < innerHeight || box.top < tip.offsetHeight + 12;
  tip.style.top = `${below ? box.bottom + 6 : box.top - tip.offsetHeight - 6}px`;
  tip.style.left = `${Math.max(8, Math.min(box.left, innerWidth - tip.offsetWidth - 8))}px`;
};

const show = async (link, note = "") => {
  const goal = target(link);
  if (!goal || shown === link) return;
  const said = (await loadText(goal.page))?.previews.get(goal.id);
  if (!said || !link.isConnected || !(link.matches(":hover, :focus") || note)) return;
  close();
  tip.textContent = said.replace(/:$/, "");
  if (note) tip.append(Object.assign(document.createElement("em"), { textContent: note }));
  shown = link;
  link.setAttribute("aria-describedby", "preview");
  tip.showPopover();
  place();
};

const closeSoon = () => {
  clearTimeout(timer);
  timer = setTimeout(close, 200);
};
if (tip.showPopover) {
  for (const link of all(".bd-article a:not(.headerlink, .letters *, [href*=':'])")) {
    let touched = false;
    link.addEventListener("pointerenter", (event) => {
      if (event.pointerType === "touch") return;
      clearTimeout(timer);
      timer = setTimeout(() => show(link), 250);
    });
    link.addEventListener("pointerleave", closeSoon);
    link.addEventListener("focus", () => link.matches(":focus-visible") && show(link));
    link.addEventListener("blur", closeSoon);
    link.addEventListener("pointerdown", (event) => (touched = event.pointerType === "touch"));
    link.addEventListener("click", (event) => {
      const goal = touched && shown !== link && target(link);
      if (!goal) return;
      // The first tap shows, the second one follows. Where there is nothing to show, it follows.
      event.preventDefault();
      loadText(goal.page).then((text) => {
        if (text?.previews.get(goal.id)) show(link, document.body.dataset.tap);
        else location.href = link.href;
      });
    });
  }
  tip.addEventListener("pointerenter", () => clearTimeout(timer));
  tip.addEventListener("pointerleave", closeSoon);
  addEventListener("keydown", (event) => event.key === "Escape" && close());
  addEventListener("pointerdown", (event) => {
    if (shown && !tip.contains(event.target) && !shown.contains(event.target)) close();
  });
  addEventListener("scroll", place, { passive: true });
}
