// Gives Sphinx's search the texts of the pages without asking a server: so it works from a folder.
"use strict";
window.fetch = async (address) => {
  const page = address.slice(root.dataset.content_root.length, -".html".length);
  return { text: async () => page };
};
Search.makeSearchSummary = (page, terms, anchor) => {
  const summary = document.createElement("p");
  summary.className = "context";
  loadText(page).then((text) => {
    const parts = text ? text.parts : [];
    const start = parts.findIndex(([ids]) => anchor && ids.split(" ").includes(anchor.slice(1)));
    const whole = parts.slice(Math.max(start, 0)).map(([, words]) => words).join(" ");
    const lower = whole.toLowerCase();
    const found = [...terms].map((term) => lower.indexOf(term.toLowerCase()));
    const first = Math.max(Math.min(...found.filter((at) => at >= 0), whole.length) - 100, 0);
    const from = first < whole.length - 100 ? first : 0;
    summary.textContent = `${from ? "…" : ""}${whole.slice(from, from + 240).trim()}…`;
    terms.forEach((term) => _highlightText(summary, term.toLowerCase(), "highlighted"));
  });
  return summary;
};
