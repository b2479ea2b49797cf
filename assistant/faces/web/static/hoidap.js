"use strict";
// The source panel, language and the connection, on every page. Markup comes from our server, escaped there.
(() => {
  const $ = (selector, within = document) => within.querySelector(selector);
  const texts = () => JSON.parse($("header.top")?.dataset.texts ?? "{}");
  const language = () => $("header.top")?.dataset.language ?? "vi";
  const remember = {
    get(key) { try { return sessionStorage.getItem(`hoidap-${key}`); } catch { return null; } },
    set(key, value) {
      try {
        if (value === null) sessionStorage.removeItem(`hoidap-${key}`);
        else sessionStorage.setItem(`hoidap-${key}`, value);
      } catch { /* storage is blocked: nothing is remembered over a reload */ }
    },
  };

  // ---------------------------------------------------------------- the source beside the page
  const narrow = matchMedia("(max-width: 1023px)");
  const panel = Object.assign(document.createElement("div"), { id: "source-panel", hidden: true });
  let opener = null;
  let shown = null; // the address of what is open, without its language
  let request = 0;

  function address(from) {
    const query = new URLSearchParams();
    for (const key of ["document", "file", "start", "end", "marks"]) {
      if (from.dataset[key]) query.set(key, from.dataset[key]);
    }
    return query;
  }

  async function showSource(query) {
    shown = query;
    const mine = ++request;
    panel.setAttribute("aria-busy", "true");
    if (!panel.firstChild) panel.append(Object.assign(document.createElement("p"), { className: "loading", textContent: texts().loading }));
    let markup;
    try {
      const response = await fetch(`/source?${query}&language=${language()}`);
      if (!response.headers.get("content-type")?.startsWith("text/html")) throw new Error(`source: ${response.status}`);
      markup = await response.text();
    } catch {
      markup = null;
    }
    if (mine !== request) return; // another source was opened meanwhile, or the panel was closed
    panel.removeAttribute("aria-busy");
    if (markup === null) {
      panel.replaceChildren(Object.assign(document.createElement("p"), { className: "loading state bad", textContent: texts().failed }));
      panel.append(closeButton());
      return;
    }
    panel.innerHTML = markup;
    toPassage("instant");
    $(".source-body", panel)?.focus({ preventScroll: true });
  }

  function closeButton() {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "pill", textContent: texts().close });
    button.dataset.close = "";
    return button;
  }

  function toPassage(behavior) {
    const mark = $("mark.cited", panel.hidden ? document : panel);
    mark?.scrollIntoView({ block: "center", inline: "nearest", behavior });
  }

  function modality() {
    const modal = !panel.hidden && narrow.matches;
    panel.setAttribute("role", modal ? "dialog" : "complementary");
    panel.toggleAttribute("aria-modal", modal);
    if (modal) panel.setAttribute("aria-modal", "true");
    for (const element of document.body.children) {
      if (element !== panel && !["SCRIPT", "STYLE", "LINK"].includes(element.tagName)) element.inert = modal;
    }
  }

  function open(from) {
    if (!panel.contains(from)) opener = from;
    mark(from);
    const first = panel.hidden;
    panel.hidden = false;
    panel.setAttribute("aria-label", texts().source);
    document.documentElement.classList.add("with-source");
    modality();
    // On a phone the sheet covers the page: the phone's Back closes it.
    if (first && narrow.matches) history.pushState({ hoidapSource: true }, "");
    void showSource(address(from));
  }

  function close(fromHistory = false) {
    if (panel.hidden) return;
    request += 1;
    shown = null;
    panel.hidden = true;
    panel.replaceChildren();
    document.documentElement.classList.remove("with-source");
    modality();
    mark(null);
    if (!fromHistory && history.state?.hoidapSource) history.back();
    if (opener?.isConnected) opener.focus({ preventScroll: true });
  }

  function mark(active) {
    for (const old of document.querySelectorAll("[data-open].open")) old.classList.remove("open");
    if (active && !panel.contains(active)) active.classList.add("open");
  }

  // ---------------------------------------------------------------- language
  function setLanguage(code) {
    document.cookie = `hoidap_language=${code}; path=/; max-age=31536000; samesite=lax`;
    const refresh = $("#refresh");
    if (refresh) refresh.click();
    else location.reload();
  }

  function translatePage() {
    const header = $("header.top");
    if (!header || document.documentElement.lang === header.dataset.language && document.title === header.dataset.title) return;
    const changed = document.documentElement.lang !== header.dataset.language;
    document.documentElement.lang = header.dataset.language;
    if ($("gradio-app")) document.title = header.dataset.title;
    if (changed && shown) {
      panel.setAttribute("aria-label", texts().source);
      void showSource(shown);
    }
  }

  // ---------------------------------------------------------------- the connection
  const banner = Object.assign(document.createElement("p"), { id: "banner", hidden: true });
  banner.setAttribute("role", "status");
  let lost = false;
  let failures = 0;

  function say(text, kind) {
    banner.textContent = text;
    banner.className = kind;
    banner.hidden = !text;
  }

  async function watch() {
    let boot = null;
    try {
      const response = await fetch("/alive", { cache: "no-store", signal: AbortSignal.timeout(4000) });
      if (response.ok) boot = (await response.json()).boot;
    } catch { /* reported below */ }
    failures = boot === null ? failures + 1 : 0;
    if (boot === null && !lost && failures > 1) {
      lost = true;
      say(texts().lost, "lost");
    } else if (boot !== null) {
      const before = remember.get("boot");
      remember.set("boot", boot);
      if (lost || (before && before !== boot)) return back();
    }
    setTimeout(watch, lost || failures ? 1500 : document.hidden ? 30000 : 5000);
    return undefined;
  }

  // Gradio's events of before a restart are unknown to the new server: load the page anew; the draft is kept.
  function back() {
    remember.set("back", "1");
    location.reload();
  }

  // A session that has ended is begun anew, and the page comes back as it was: what is typed is kept by the tab.
  const fetched = window.fetch;
  window.fetch = async (...given) => {
    const response = await fetched(...given);
    if (response.status === 401 && new URL(response.url).origin === location.origin) {
      location.assign(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
    }
    return response;
  };

  // ---------------------------------------------------------------- wiring
  addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target.closest("button, a") : null;
    if (!target) return;
    const data = target.dataset;
    if ("open" in data) { event.preventDefault(); open(target); }
    else if ("close" in data) close();
    else if ("toPassage" in data) toPassage("smooth");
    else if ("themeToggle" in data) window.hoidapTheme.toggle();
    else if ("setLanguage" in data) setLanguage(data.setLanguage);
  });
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || panel.hidden) return;
    event.preventDefault();
    close();
  });
  addEventListener("popstate", () => { close(true); });
  narrow.addEventListener("change", modality);

  function start() {
    document.body.append(panel, banner);
    // The chat goes on where this tab left it.
    const talk = remember.get("conversation");
    if (!$("gradio-app") && talk) for (const link of document.querySelectorAll('nav a[href="/"]')) link.href = `/?c=${encodeURIComponent(talk)}`;
    new MutationObserver(translatePage).observe($("#page") ?? document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-language"] });
    translatePage();
    started = true;
    for (const begin of waiting) begin();
    void watch();
  }

  // What the scripts of single pages build on; whenThere waits until Gradio has built its page.
  const waiting = [];
  let started = false;
  function whenThere(begin) {
    if (started) begin();
    else waiting.push(begin);
  }
  window.hoidap = { $, texts, language, remember, open, close, say, whenThere };

  // Gradio builds its page after this script has run.
  (function wait() {
    if ($("gradio-app") ? $("#question textarea") && $("header.top") : document.readyState !== "loading") setTimeout(start);
    else setTimeout(wait, 40);
  })();
})();
