"use strict";
{
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const remembered = () => {
    try {
      return localStorage.getItem("mode");
    } catch {
      return null; // Storage can be forbidden; then the device decides.
    }
  };
  root.setColours = (mode) => {
    root.dataset.mode = ["light", "dark"].includes(mode) ? mode : "auto";
    const chosen = root.dataset.mode === "auto" ? (dark.matches ? "dark" : "light") : mode;
    root.dataset.theme = chosen;
  };
  root.dataset.scripted = "";
  root.setColours(remembered());
  dark.addEventListener("change", () => root.setColours(root.dataset.mode));
}
