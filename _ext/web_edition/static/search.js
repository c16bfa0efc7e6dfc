// The search page: looks words up in the index that lookup.py writes, and shows the places that are
// about them first. Index and stemmer are loaded only when there is something to search for, and
// the texts of the pages come as scripts, so that it works from a folder too.
"use strict";
{
  const results = document.getElementById("search-results");
  const query = new URLSearchParams(location.search).get("q")?.trim();

  // -- Words ---------------------------------------------------------------------------------------
  // Sphinx brings for each language a stemmer and words that say nothing, for some a splitter.
  const plainSplit = (text) => text.split(/[^\p{L}\p{N}_]+/u).filter(Boolean);
  const split = (text) => (globalThis.splitQuery ?? plainSplit)(text.toLowerCase());
  const saying = (words) => words.filter((word) => !stopwords.has(word) && !/^\p{Ll}$/u.test(word));
  const remember = (make) => {
    const made = new Map();
    return (key) => {
      if (!made.has(key)) made.set(key, make(key));
      return made.get(key);
    };
  };
  const stemmer = remember(() => new Stemmer());
  const stem = remember((word) => stemmer().stemWord(word));
  // "Breast-feeding" is looked for as one word as well.
  const joined = (name) =>
    name.match(/\p{L}+-\p{L}+/gu)?.map((both) => both.replace("-", "")) ?? [];
  const wordsOf = remember((name) => [...split(name), ...joined(name)]);

  // Whether at most so many letters must be changed, added, left out or exchanged.
  const isNear = (one, other, most) => {
    if (Math.abs(one.length - other.length) > most) return false;
    let before = [];
    let last = [...Array(other.length + 1).keys()];
    for (let i = 1; i <= one.length; i++) {
      const now = [i];
      for (let j = 1; j <= other.length; j++) {
        const change = last[j - 1] + (one[i - 1] !== other[j - 1]);
        now[j] = Math.min(now[j - 1] + 1, last[j] + 1, change);
        const exchanged = i > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
        if (exchanged) now[j] = Math.min(now[j], before[j - 2] + 1);
      }
      [before, last] = [last, now];
    }
    return last[other.length] <= most;
  };

  // -- The index -----------------------------------------------------------------------------------
  // All that has a name: chapters, their parts and tables, and the subjects of the book's index.
  const readPlaces = (index) => {
    const place = (name, worth, page, title, anchor) => ({
      name: name.toLowerCase(), worth, page, title, anchor,
    }); // prettier-ignore
    const inPage = index.titles.map((titles, page) =>
      titles.map(([title, anchor], number) =>
        number
          ? place(title, 30, page, `${titles[0][0]} · ${title}`, anchor)
          : place(title, 45, page, title, ""),
      ),
    );
    const subjects = (entries, worth, name) =>
      Object.entries(entries).flatMap(([entry, found]) =>
        found.map(([page, part]) => {
          // Within a part of the page, or a term of the glossary.
          const title = `${inPage[page][0].title} · ${entry}`;
          const there = inPage[page][part] ?? { title, anchor: part };
          return place(name(entry), worth, page, there.title, there.anchor);
        }),
      );
    return [
      ...inPage.flat(),
      ...subjects(index.subjects, 20, (entry) => entry),
      // "See" stands where the book speaks of what it leads to.
      ...subjects(index.see, 35, (entry) => entry.split("; ")[0]),
    ];
  };

  // What a word of the query stands for: words of names, and stems of the text. A word that nothing
  // is called by also stands for what is called nearly so; one that the book does not know stands
  // only for that (it was misspelt), or else for all that begins with it.
  const readWord = (word, index, known) => {
    const own = stem(word);
    // A year is not another one misspelt.
    const isLike = (name, most) => name.length > 3 && !/\d/.test(word) && isNear(word, name, most);
    const near = (most) => known.filter((name) => isLike(name, most));
    const reading = (names) => ({ names: new Set(names), stems: [own, ...names.map(stem)] });
    const start = own.slice(0, 3);
    const isSame = (name) => name === word || (name.startsWith(start) && stem(name) === own);
    const same = known.filter(isSame);
    // "Safe" stands for "safety" too, and "pregnant" for "pregnancy".
    const trunk = own.length > 6 ? own.slice(0, -1) : own;
    const akin = (name) => name.startsWith(trunk) && stem(name).length < own.length + 3;
    const grown = own.length > 3 ? known.filter(akin) : [];
    if (same.length) return reading([...same, ...grown]);
    if (own in index.words) return reading([...grown, ...near(word.length > 5 ? 1 : 0)]);
    const meant = near(word.length > 7 ? 2 : word.length > 3 ? 1 : 0);
    if (meant.length) return { ...reading(meant), instead: meant };
    const begins = (each) => own.length > 2 && each.startsWith(own);
    const stems = [own, ...Object.keys(index.words).filter(begins)];
    return { names: new Set(known.filter(begins)), stems };
  };

  // The words of a query that tell places apart, all of its words if none does.
  const readQuery = (text, index) => {
    const everywhere = (word) =>
      [index.words[stem(word)]].flat().length > 0.95 * index.titles.length;
    // 4.5mg
    const parted = (word) =>
      stem(word) in index.words ? null : word.match(/^(\d+)(\p{L}+)$/u)?.slice(1);
    const typed = split(text).flatMap((word) => parted(word) ?? [word]);
    const said = saying(typed);
    const rare = said.filter((word) => !everywhere(word));
    return { typed, words: [rare, said].find((words) => words.length) ?? typed };
  };

  const lookUp = (text, index, places) => {
    const { typed, words } = readQuery(text, index);
    // Only if a word is in none of the names that look like it, all names are read.
    const alike = places.filter(({ name }) =>
      words.some((word) => name.includes(word.slice(0, 3))),
    );
    const named = new Set(alike.flatMap(({ name }) => wordsOf(name).map(stem)));
    const pool = words.every((word) => named.has(stem(word))) ? alike : places;
    const known = [...new Set(pool.flatMap(({ name }) => wordsOf(name)))];
    const asked = words.map((word) => readWord(word, index, known));
    const phrase = ` ${typed.map(stem).join(" ")} `;
    const mentions = index.titles.map(() => 0);
    const found = [];
    for (const place of pool) {
      const own = wordsOf(place.name);
      const met = asked.filter(({ names }) => own.some((word) => names.has(word))).length;
      mentions[place.page] += met;
      if (!met || met < asked.length) continue;
      // Most for the words as they were typed, and for names that hold little else.
      const whole = split(place.name);
      const literal = ` ${whole.map(stem).join(" ")} `.includes(phrase) ? 15 : 0;
      const share = Math.min(met / (saying(whole).length || 1), 1);
      found.push({ ...place, score: place.worth + literal + 20 * share });
    }
    const inText = asked.filter((_, number) => !/^\d+$/.test(words[number]));
    index.titles.forEach(([[title]], page) => {
      const here = (one) => [index.words[one] ?? []].flat().includes(page);
      if (!inText.length || !inText.every(({ stems }) => stems.some(here))) return;
      found.push({ page, title, anchor: "", score: Math.min(mentions[page], 19), inText: true });
    });
    return {
      found,
      stems: asked.flatMap(({ stems }) => stems),
      instead: asked.flatMap(({ instead }) => instead ?? []),
    };
  };

  // The best first, then as in the contents; each place once, and a page by its text only if nothing
  // in it goes by that name.
  const inOrder = (found, index) => {
    const contents = all(".bd-sidenav a").map((link) => target(link)?.page);
    const rank = index.docnames.map((page) => contents.indexOf(page));
    found.sort((a, b) => b.score - a.score || rank[a.page] - rank[b.page]);
    const seen = new Set();
    return found.filter(({ page, title, inText }) => {
      const isNew = !seen.has(inText ? page : `${page} ${title}`);
      seen.add(page).add(`${page} ${title}`);
      return isNew;
    });
  };

  // What the book's index says to see in place of the query.
  const elsewhere = (index) => {
    const key = split(query).map(stem).join(" ");
    return Object.keys(index.see)
      .map((entry) => entry.split("; "))
      .filter(([name]) => split(name).map(stem).join(" ") === key)
      .map(([, subject]) => subject);
  };

  // -- Results -------------------------------------------------------------------------------------
  // Texts are loaded when their results come near the screen: a word can be on every page.
  const later = new WeakMap();
  let last = Promise.resolve();
  const watcher = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (!isIntersecting) continue;
        watcher.unobserve(target);
        // One after the other: on a slow line the first results come first.
        last = last.then(later.get(target));
      }
    },
    { rootMargin: "50% 0px" },
  );

  const mark = (paragraph, text, pattern) => {
    let end = 0;
    for (const { 0: word, index } of text.matchAll(pattern)) {
      const marked = Object.assign(document.createElement("span"), { className: "highlighted" });
      marked.textContent = word;
      paragraph.append(text.slice(end, index), marked);
      end = index + word.length;
    }
    paragraph.append(text.slice(end));
  };

  const LONGEST = 160;
  // Of a page that is called so, its summary, which is the first part of its text. Else from where
  // the words stand in the place found, or in the part that has the most of them; if they stand only
  // in the name of the place, from its beginning. What is short stands whole.
  const excerpt = (link, { anchor, inText, title }, parts, pattern) => {
    if (!anchor && !inText) return parts[0][1].replace(`${title}: `, "");
    const count = ([, words]) => new Set(words.toLowerCase().match(pattern)).size;
    const counts = parts.map((part, number) => number && count(part));
    const start = anchor
      ? parts.findIndex(([ids]) => ids.split(" ").includes(anchor))
      : counts.indexOf(Math.max(...counts));
    if (inText) link.hash = parts[start][0].split(" ")[0];
    const [text, ...next] = parts.slice(Math.max(start, 1)).map(([, words]) => words);
    const name = title.split(" · ").pop();
    const own = text.startsWith(name) ? text.slice(name.length).replace(/^:? ?/, "") : text;
    if (own && own.length <= LONGEST) return own;
    const first = own.search(pattern);
    const whole = [own, ...next].join(" ").trim();
    const from = first < 60 ? 0 : whole.lastIndexOf(" ", first - 40) + 1;
    const to = whole.lastIndexOf(" ", from + LONGEST);
    const words = whole.slice(from, to > from ? to : undefined).replace(/^· | ·$/g, "");
    return `${from ? "… " : ""}${words}\u00a0…`;
  };

  const item = (place, page, pattern) => {
    const link = document.createElement("a");
    link.href = `${root.dataset.content_root}${page}.html${place.anchor && `#${place.anchor}`}`;
    link.textContent = place.title;
    const summary = Object.assign(document.createElement("p"), { className: "context" });
    later.set(summary, async () => {
      const text = await loadText(page);
      if (text) mark(summary, excerpt(link, place, text.parts, pattern), pattern);
    });
    watcher.observe(summary);
    const entry = document.createElement("li");
    entry.append(link, summary);
    return entry;
  };

  const show = (index) => {
    const places = readPlaces(index);
    const others = elsewhere(index);
    const answers = [query, ...others].map((text) => lookUp(text, index, places));
    const gather = (key) => answers.flatMap((answer) => answer[key]);
    const found = inOrder(gather("found"), index);
    const stems = gather("stems").map((one) => one.replace(/i$/, "[iy]"));
    const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${stems.join("|")})[\\p{L}\\p{N}]*`, "giu");
    const [count, none] = results.querySelectorAll(".search-summary p");
    const meant = [...new Set([...others, ...gather("instead")])].join(", ");
    none.hidden = found.length > 0;
    if (found.length) count.textContent = results.dataset.found.replace("{number}", found.length);
    if (meant) count.append(" ", results.dataset.instead.replace("{words}", meant));
    const list = results.querySelector("ul");
    list.hidden = !found.length;
    list.append(...found.map((place) => item(place, index.docnames[place.page], pattern)));
  };

  // -- Start: the index calls Search.setIndex ------------------------------------------------------
  if (query) {
    window.Search = { setIndex: show };
    field.value = query;
    for (const address of results.dataset.scripts.split(" ")) {
      const script = document.createElement("script");
      script.async = false;
      script.src = address;
      document.head.append(script);
    }
  } else field.focus();
}
