"use strict";
// Finds as one types; the address follows, so that a reload, the Back button and a colleague see the same search.
(() => {
  const form = document.querySelector("#search-form");
  const results = document.querySelector("#results");
  if (!form || !results) return;
  const box = form.elements.q;
  const WAIT = 280;
  let timer = 0;
  let asking = null;
  let shown = address();

  function address() {
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (value && !(name === "sort" && value === "relevance")) query.append(name, value);
    }
    return query.toString();
  }

  async function find(remember) {
    const query = address();
    if (query === shown) return;
    asking?.abort();
    asking = new AbortController();
    results.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(`/search/hits?${query}`, { signal: asking.signal });
      if (!answer.headers.get("content-type")?.startsWith("text/html")) throw new Error(String(answer.status));
      results.innerHTML = await answer.text();
      shown = query;
      history[remember ? "pushState" : "replaceState"](null, "", query ? `/search?${query}` : "/search");
      document.querySelector(".idle")?.remove();
    } catch (error) {
      if (error.name === "AbortError") return;
      form.submit(); // the plain way tells what is wrong
    }
    results.removeAttribute("aria-busy");
  }

  form.addEventListener("input", (event) => {
    clearTimeout(timer);
    if (event.isComposing) return;
    const typed = event.target === box;
    if (typed) form.elements.like?.remove();
    if (typed && box.value.trim().length === 1) return; // one letter finds everything
    timer = setTimeout(() => { void find(false); }, typed ? WAIT : 0);
  });
  box.addEventListener("compositionend", () => { clearTimeout(timer); timer = setTimeout(() => { void find(false); }, WAIT); });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    void find(true);
  });
  addEventListener("popstate", () => { if (location.search.slice(1) !== shown) location.reload(); });
})();
