"use strict";
// Filters, the language switch and the theme. The page is complete without it.
(() => {
  const root = document.documentElement;
  const all = (selector) => Array.from(document.querySelectorAll(selector));
  const byId = (id) => document.getElementById(id);
  const questions = all("details.q");
  const filters = all("[data-filter]");
  // As the server folded it: lower case, marks off, đ→d.
  const fold = (text) => text.toLowerCase().replaceAll("đ", "d").normalize("NFD").replace(/\p{M}/gu, "");

  function apply() {
    const words = fold(byId("search").value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const question of questions) {
      const chosen = filters.every((f) => !f.value || question.dataset[f.dataset.filter] === f.value);
      question.hidden = !(chosen && words.every((word) => question.dataset.search.includes(word)));
      if (!question.hidden) shown += 1;
    }
    byId("count").textContent = String(shown);
    byId("none").hidden = shown > 0;
  }

  function speak(language) {
    root.lang = language;
    for (const button of all("[data-language]")) button.setAttribute("aria-pressed", String(button.dataset.language === language));
    for (const option of all("option[data-vi]")) option.textContent = option.dataset[language];
    for (const labelled of all("[data-vi-label]")) {
      const label = labelled.getAttribute(`data-${language}-label`);
      labelled.setAttribute("aria-label", label);
      if (labelled.title) labelled.title = label;
    }
  }

  function openTarget() {
    const target = /^#q\d+$/.test(location.hash) && byId(location.hash.slice(1));
    if (!target) return;
    if (target.hidden) { document.querySelector(".filters").reset(); apply(); }
    target.open = true;
    target.scrollIntoView();
  }

  byId("search").addEventListener("input", apply);
  for (const filter of filters) filter.addEventListener("change", apply);
  document.querySelector(".filters").addEventListener("submit", (event) => event.preventDefault());
  for (const button of all("[data-language]")) button.addEventListener("click", () => speak(button.dataset.language));
  for (const button of all("button[data-cause]")) {
    button.addEventListener("click", () => {
      document.querySelector('[data-filter="cause"]').value = button.dataset.cause;
      apply();
      byId("questions").scrollIntoView();
    });
  }
  byId("theme").addEventListener("click", () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  });
  byId("open").addEventListener("click", () => questions.forEach((q) => { if (!q.hidden) q.open = true; }));
  byId("close").addEventListener("click", () => questions.forEach((q) => { q.open = false; }));
  addEventListener("hashchange", openTarget);
  if (location.hash === "#en") speak("en");
  openTarget();
})();
