"use strict";
// Runs before the first paint: the reader's choice of light or dark, else the system's.
(() => {
  const root = document.documentElement;
  let chosen = null;
  try { chosen = localStorage.getItem("hoidap-theme"); } catch { /* storage is blocked: follow the system */ }
  const system = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => { root.dataset.theme = chosen ?? (system.matches ? "dark" : "light"); };
  system.addEventListener("change", apply);
  window.hoidapTheme = {
    toggle() {
      chosen = root.dataset.theme === "dark" ? "light" : "dark";
      try { localStorage.setItem("hoidap-theme", chosen); } catch { /* kept for this page only */ }
      apply();
    },
  };
  apply();
})();
