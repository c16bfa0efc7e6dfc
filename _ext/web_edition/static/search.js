// The search page: loads Sphinx's search and its index only when there is something to search for,
// and gives it the texts of the pages without asking a server, so that it works from a folder.
"use strict";
{
  const results = document.getElementById("search-results");

  // Texts are loaded when their results come near the screen: a word can be on every page.
  const telling = new WeakMap();
  const watcher = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (!isIntersecting) continue;
        watcher.unobserve(target);
        telling.get(target)();
      }
    },
    { rootMargin: "50% 0px" },
  );

  const excerpt = (page, terms, anchor) => {
    const summary = document.createElement("p");
    summary.className = "context";
    const tell = (text) => {
      const parts = text ? text.parts : [];
      const named = ([ids]) => anchor && ids.split(" ").includes(anchor.slice(1));
      // The first part is a summary of the page.
      const start = Math.max(parts.findIndex(named), 1);
      const whole = parts.slice(start).map(([, words]) => words).join(" ");
      const places = [...terms].map((term) => whole.toLowerCase().indexOf(term.toLowerCase()));
      const first = Math.min(...places.filter((place) => place >= 0), whole.length);
      const from = first === whole.length ? 0 : whole.lastIndexOf(" ", Math.max(first - 80, 0)) + 1;
      const to = whole.lastIndexOf(" ", from + 240);
      summary.textContent = `${from ? "… " : ""}${whole.slice(from, to > from ? to : undefined)} …`;
      terms.forEach((term) => _highlightText(summary, term.toLowerCase(), "highlighted"));
    };
    telling.set(summary, () => loadText(page).then(tell));
    watcher.observe(summary);
    return summary;
  };

  const load = (address) =>
    new Promise((done) => {
      const script = document.createElement("script");
      script.onload = script.onerror = done;
      script.async = false;
      script.src = address;
      document.head.append(script);
    });

  const search = async () => {
    // All are asked for at once and run in this order; the last is the index, which starts to search.
    const scripts = results.dataset.scripts.split(" ").map(load);
    await Promise.all(scripts.slice(0, -1));
    // Sphinx fetches each page that it has found, to cut an excerpt from it; all we need is its name.
    window.fetch = async (address) => {
      const page = address.slice(root.dataset.content_root.length, -".html".length);
      return { text: async () => page };
    };
    Search.makeSearchSummary = excerpt;
  };

  if (new URLSearchParams(location.search).get("q")) search();
  else field.focus();
}
