"use strict";
// The source panel, asking by button, language, copying and the connection. Markup comes from our server, escaped there.
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

  // ---------------------------------------------------------------- asking
  const box = () => $("#question textarea");

  function write(text) {
    const area = box();
    if (!area) return;
    // Svelte listens to the input event; the prototype's setter is the one it does not shadow.
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(area, text);
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // Gradio would take a second question while one is in flight; this page asks one at a time.
  let sentAt = 0;
  const busy = () => document.documentElement.classList.contains("answering") || Date.now() - sentAt < 3000;

  function ask(question) {
    if (busy()) return;
    write(question);
    // The box hands its value on in the next tick.
    setTimeout(() => $("#send")?.click(), 60);
  }

  function atBottom() {
    return innerHeight + scrollY >= document.documentElement.scrollHeight - 160;
  }

  function follow() {
    let stuck = true;
    addEventListener("scroll", () => { stuck = atBottom(); }, { passive: true });
    let turns = 0;
    new MutationObserver(() => {
      const live = $("#live .turn");
      if (live) sentAt = 0;
      document.documentElement.classList.toggle("answering", live?.classList.contains("pending") ?? false);
      if (live?.classList.contains("pending")) {
        const question = $(".question p", live)?.textContent ?? "";
        if (remember.get("pending") !== question) {
          remember.set("pending", question);
          stuck = true;
        }
      }
      const count = document.querySelectorAll("#log .turn").length;
      // A question is pending until its answer stands in the log: a lost connection also empties what is live.
      if (count > turns) {
        const answered = [...document.querySelectorAll("#log .turn .question p")].at(-1)?.textContent;
        if (answered === remember.get("pending")) remember.set("pending", null);
      }
      if (count && count !== turns) {
        // A finished answer is read from its question down.
        const last = [...document.querySelectorAll("#log .turn")].at(-1);
        if (turns || live) last.scrollIntoView({ block: "start", behavior: "instant" });
        else scrollTo({ top: document.documentElement.scrollHeight, behavior: "instant" });
        stuck = false;
      } else if (live && stuck) {
        scrollTo({ top: document.documentElement.scrollHeight, behavior: "instant" });
      }
      turns = count;
    }).observe($("#page"), { childList: true, subtree: true, characterData: true });
  }

  async function copy(button) {
    const turn = button.closest(".turn");
    const lines = [...$("[data-answer]", turn).children].flatMap((block) => [...(block.tagName === "UL" ? block.children : [block])]
      .map((line) => {
        const copy = line.cloneNode(true);
        for (const chip of copy.querySelectorAll(".cite")) chip.replaceWith(` [${chip.dataset.n}]`);
        return (block.tagName === "UL" ? "- " : "") + copy.textContent.trim();
      }));
    const sources = [...turn.querySelectorAll(".sources:not(.nearby) .source")].map((source) =>
      `[${source.dataset.n}] ${[$(".title", source), ...source.querySelectorAll(".facts span")].map((part) => part.textContent.trim()).join(" · ")}`);
    await toClipboard([...lines, "", `${texts().sources}:`, ...sources].join("\n"));
    const label = $("span:last-child", button);
    const before = label.textContent;
    label.textContent = texts().copied;
    setTimeout(() => { label.textContent = before; }, 2000);
  }

  async function toClipboard(text) {
    if (navigator.clipboard && isSecureContext) {
      await navigator.clipboard.writeText(text);
      return;
    }
    // Over plain http in an office network there is no clipboard interface.
    const area = Object.assign(document.createElement("textarea"), { value: text, className: "unseen" });
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }

  // ---------------------------------------------------------------- what the reader thinks of an answer
  function showForm(rating, shown) {
    const button = $("[data-rate=form]", rating);
    const form = $("form", rating);
    if (!shown) form.reset();
    form.hidden = !shown;
    button.setAttribute("aria-expanded", String(shown));
    if (shown) {
      announce(rating, "");
      $("input", form).focus({ preventScroll: true });
      form.scrollIntoView({ block: "nearest" });
    } else button.focus({ preventScroll: true });
  }

  // Readers of screens hear what is put into a status that stands already.
  function announce(rating, text) {
    const said = $(".said", rating);
    said.textContent = "";
    if (text) setTimeout(() => { said.textContent = text; }, 50);
  }

  async function rate(rating, verdict) {
    const form = $("form", rating);
    const given = new FormData(form);
    const opinion = { turn: Number(rating.dataset.rating), verdict };
    if (verdict === "down") {
      Object.assign(opinion, { reasons: given.getAll("reasons"), note: given.get("note"), right_answer: given.get("right_answer") });
    }
    let markup = null;
    let problem = texts().unkept;
    try {
      const response = await fetch("/feedback", {
        method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(opinion),
      });
      if (response.ok) markup = await response.text();
      else problem = await response.text();
    } catch { /* the server is away: said below */ }
    if (markup === null) { announce(rating, problem); return; }
    const holder = document.createElement("template");
    holder.innerHTML = markup;
    const fresh = $(".rating", holder.content);
    const said = $(".said", fresh).textContent;
    rating.replaceWith(fresh);
    announce(fresh, said);
    $(verdict === "down" ? "[data-rate=form]" : "button", fresh).focus({ preventScroll: true });
  }

  function rateBy(button) {
    const rating = button.closest(".rating");
    const what = button.dataset.rate;
    if (what === "form") showForm(rating, $("form", rating).hidden);
    else if (what === "cancel") showForm(rating, false);
    else void rate(rating, what);
  }

  // ---------------------------------------------------------------- language, conversation
  function setLanguage(code) {
    document.cookie = `hoidap_language=${code}; path=/; max-age=31536000; samesite=lax`;
    const refresh = $("#refresh");
    if (refresh) refresh.click();
    else location.reload();
  }

  async function newConversation() {
    const response = await fetch("/conversation/new", { method: "POST" });
    if (!response.ok) return;
    close();
    $("#refresh")?.click();
    box()?.focus();
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

  function restore() {
    const pending = remember.get("pending");
    if (remember.get("back")) {
      say(pending ? texts().unanswered : texts().back, "back");
      setTimeout(() => { say("", ""); }, 8000);
    }
    const draft = (remember.get("back") && pending) || remember.get("draft");
    if (draft) write(draft);
    // Gradio may have loaded the page anew before the restart was noticed here: then it is still pending.
    if (remember.get("back")) remember.set("pending", null);
    remember.set("back", null);
  }

  // ---------------------------------------------------------------- wiring
  addEventListener("click", (event) => {
    if (!(event.target instanceof Element) || !event.target.closest("#send")) return;
    if (busy()) event.stopPropagation();
    else if (box()?.value.trim()) sentAt = Date.now();
  }, true);
  addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target.closest("button, a") : null;
    if (!target) return;
    const data = target.dataset;
    if ("open" in data) { event.preventDefault(); open(target); }
    else if ("close" in data) close();
    else if ("toPassage" in data) toPassage("smooth");
    else if ("ask" in data) ask(data.ask);
    else if ("rate" in data) rateBy(target);
    else if ("copy" in data) void copy(target);
    else if ("new" in data) void newConversation();
    else if ("themeToggle" in data) window.hoidapTheme.toggle();
    else if ("setLanguage" in data) setLanguage(data.setLanguage);
  });
  addEventListener("keydown", (event) => {
    // Enter that ends a Vietnamese input method's composition is not yet "send".
    if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) event.stopPropagation();
    else if (event.key === "Enter" && !event.shiftKey && event.target === box()) {
      if (busy()) {
        event.preventDefault();
        event.stopPropagation();
      } else if (event.target.value.trim()) sentAt = Date.now();
    }
    if (event.key !== "Escape") return;
    const form = event.target instanceof Element ? event.target.closest(".rating form") : null;
    if (form) { event.preventDefault(); showForm(form.closest(".rating"), false); }
    else if (!panel.hidden) { event.preventDefault(); close(); }
  }, true);
  addEventListener("submit", (event) => {
    const rating = event.target.closest(".rating");
    if (rating) { event.preventDefault(); void rate(rating, "down"); }
  });
  addEventListener("popstate", () => { close(true); });
  addEventListener("input", (event) => { if (event.target === box()) remember.set("draft", event.target.value || null); });
  narrow.addEventListener("change", modality);

  function start() {
    document.body.append(panel, banner);
    const page = $("#page");
    if (page) follow();
    new MutationObserver(translatePage).observe(page ?? document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-language"] });
    translatePage();
    restore();
    void watch();
    if (page && matchMedia("(min-width: 768px)").matches) box()?.focus({ preventScroll: true });
  }

  // Gradio builds its page after this script has run.
  (function wait() {
    if (!$("gradio-app") || (box() && $("header.top"))) start();
    else setTimeout(wait, 40);
  })();
})();
