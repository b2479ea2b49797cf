"use strict";
// The chat: asking, editing, versions, copying, opinions, quotes of citations. State is the address and what the log holds.
(() => {
  const { $, texts, remember, close, say, whenThere } = window.hoidap;
  const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
  const box = () => $("#question textarea");
  const make = (tag, properties, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  // The page ends above the composer, however tall its chips and its box make it.
  whenThere(() => {
    const composer = $("#composer");
    new ResizeObserver(() => {
      document.documentElement.style.setProperty("--composer", `${composer.offsetHeight}px`);
    }).observe(composer);
  });

  // ---------------------------------------------------------------- the address
  const conversation = () => new URLSearchParams(location.search).get("c") ?? "";

  function go(search, { replace = false } = {}) {
    history[replace ? "replaceState" : "pushState"]({}, "", `/${search}`);
    at = search;
  }

  let at = location.search;

  function openAddress(search) {
    const stopping = document.documentElement.classList.contains("answering");
    if (stopping) $("#stop")?.click();
    close();
    if (location.search !== search) go(search);
    // That the answer was stopped is not told in another conversation.
    setTimeout(() => { $("#refresh")?.click(); }, stopping ? 300 : 0);
  }

  function newConversation() {
    remember.set("conversation", null);
    openAddress("");
    box()?.focus();
  }

  addEventListener("popstate", () => {
    if (location.search === at) return; // only the source was closed
    at = location.search;
    $("#refresh")?.click();
  });

  // ---------------------------------------------------------------- asking
  function write(text) {
    const area = box();
    if (!area) return;
    // Svelte listens to the input event; the prototype's setter is the one it does not shadow.
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(area, text);
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // Gradio would take a second question while one is in flight; this page asks one at a time.
  let sentAt = 0;
  let next = null; // what is asked by a button, not from the box
  const busy = () => document.documentElement.classList.contains("answering") || Date.now() - sentAt < 3000;

  function ask(question, replaces = null) {
    if (busy()) return;
    next = { question, replaces };
    if (replaces !== null) hideFrom(replaces);
    $("#send")?.click();
  }

  // Gradio's event asks what to send: a button's question leaves what is written in the box alone.
  window.hoidap.asking = (written) => {
    const { question, replaces } = next ?? { question: written, replaces: null };
    const boxed = next === null;
    next = null;
    return [question, JSON.stringify({ search: location.search, replaces, boxed })];
  };
  window.hoidap.pending = () => {
    const question = remember.get("pending") ?? "";
    forgetPending();
    return question;
  };

  function forgetPending() {
    remember.set("pending", null);
  }

  function hideFrom(turn) {
    for (const one of $$("#log .turn[data-turn]")) one.classList.toggle("giving-way", Number(one.dataset.turn) >= turn);
  }

  function atBottom() {
    return innerHeight + scrollY >= document.documentElement.scrollHeight - 160;
  }

  // What changes in the log and in the turn in flight.
  let stuck = true;
  let turns = 0;
  let drawn; // names the log as the server sent it: its elements are reused

  function changed() {
    const live = $("#live .turn");
    const pending = live?.classList.contains("pending") ?? false;
    if (live) sentAt = 0;
    document.documentElement.classList.toggle("answering", pending);
    if (pending) {
      const question = $(".question p", live)?.textContent ?? "";
      if (remember.get("pending") !== question) {
        remember.set("pending", question);
        stuck = true;
      }
    } else if (live) {
      hideFrom(Infinity);
      if (live.classList.contains("stopped")) forgetPending();
    }
    if ($("#log .log")?.dataset.drawn !== drawn) redrawn();
    else if (live && stuck) scrollTo({ top: document.documentElement.scrollHeight, behavior: "instant" });
  }

  function redrawn() {
    const log = $("#log .log");
    drawn = log?.dataset.drawn;
    const shown = log?.dataset.conversation ?? "";
    const other = shown !== remember.get("conversation");
    if (shown && shown !== conversation()) {
      const search = new URLSearchParams(location.search);
      search.set("c", shown);
      go(`?${search}`, { replace: true });
    }
    remember.set("conversation", shown || (conversation() ? remember.get("conversation") : null));
    const all = $$("#log .turn");
    // A question is pending until its answer stands in the log: a lost connection also empties what is live.
    const answered = all.length > 0 && $(".question p", all.at(-1))?.textContent === remember.get("pending");
    if (answered) forgetPending();
    if (answered || (all.length && (all.length !== turns || other))) {
      // A finished answer is read from its question down.
      if (answered || (turns && !other)) all.at(-1).scrollIntoView({ block: "start", behavior: "instant" });
      else scrollTo({ top: document.documentElement.scrollHeight, behavior: "instant" });
      stuck = false;
    }
    turns = all.length;
    reopenForms();
    dispatchEvent(new CustomEvent("hoidap:log", { detail: shown }));
  }

  // ---------------------------------------------------------------- another wording, another version
  function edit(button) {
    const turn = button.closest(".turn");
    if ($("form.edit", turn)) return;
    const question = $(".question", turn);
    const area = make("textarea", { value: $("p", question).textContent, rows: 2, name: "question" });
    area.setAttribute("aria-label", texts().editing);
    const form = make("form", { className: "edit" }, area, make("p", { className: "note", textContent: texts().edit }),
      make("div", { className: "row" },
        make("button", { type: "submit", className: "primary", textContent: texts().ask }),
        make("button", { type: "button", className: "pill", textContent: texts().cancel, onclick: () => cancelEdit(form) })));
    question.hidden = true;
    button.closest(".asked").hidden = true;
    question.after(form);
    area.focus();
    area.setSelectionRange(area.value.length, area.value.length);
  }

  function cancelEdit(form) {
    const turn = form.closest(".turn");
    form.remove();
    $(".question", turn).hidden = false;
    $(".asked", turn).hidden = false;
    $("[data-edit]", turn).focus({ preventScroll: true });
  }

  function sendEdit(form) {
    const question = $("textarea", form).value.trim();
    if (!question || busy()) return;
    const turn = Number(form.closest(".turn").dataset.turn);
    cancelEdit(form);
    ask(question, turn);
  }

  async function showVersion(turn) {
    if (busy()) return;
    const response = await change(conversation(), { action: "show", turn: Number(turn) });
    if (response) $("#refresh")?.click();
  }

  // Says by itself what went wrong; true where it was done.
  async function change(id, what) {
    try {
      const response = await fetch(`/conversations/${encodeURIComponent(id)}`, {
        method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(what),
      });
      if (response.ok) return true;
      tell(response.status === 404 ? await response.text() : texts().unchanged);
    } catch {
      tell(texts().unchanged);
    }
    return false;
  }

  function tell(text) {
    say(text, "note");
    setTimeout(() => { say("", ""); }, 6000);
  }

  // ---------------------------------------------------------------- copying, printing
  async function copy(button) {
    const turn = button.closest(".turn");
    const lines = [...$("[data-answer]", turn).children].flatMap((block) => [...(block.tagName === "UL" ? block.children : [block])]
      .map((line) => {
        const copy = line.cloneNode(true);
        for (const chip of copy.querySelectorAll(".cite")) chip.replaceWith(` [${chip.dataset.n}]`);
        return (block.tagName === "UL" ? "- " : "") + copy.textContent.trim();
      }));
    const sources = $$(".sources:not(.nearby) .source", turn).map((source) =>
      `[${source.dataset.n}] ${[$(".title", source), ...$$(".facts span", source)].map((part) => part.textContent.trim()).join(" · ")}`);
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
    const area = make("textarea", { value: text, className: "unseen" });
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }

  function printOut(button) {
    const turn = button.closest(".turn");
    closeMenus(null);
    turn?.classList.add("printed");
    document.documentElement.classList.toggle("print-one", Boolean(turn));
    print();
  }

  addEventListener("afterprint", () => {
    document.documentElement.classList.remove("print-one");
    for (const turn of $$(".turn.printed")) turn.classList.remove("printed");
  });

  // A menu opens upward where the composer would cover it.
  addEventListener("toggle", (event) => {
    const menu = event.target instanceof Element && event.target.matches("details.menu[open]") ? event.target : null;
    if (!menu) return;
    menu.classList.remove("upward");
    const floor = innerHeight - ($("#composer")?.offsetHeight ?? 0);
    const box = $(".menu-items", menu).getBoundingClientRect();
    menu.classList.toggle("upward", box.bottom > floor && menu.getBoundingClientRect().top > box.height + 64);
  }, true);

  function closeMenus(but) {
    for (const menu of $$("details.menu[open]")) if (menu !== but) menu.open = false;
  }

  // ---------------------------------------------------------------- what the reader thinks of an answer
  const drafts = { // of opinions by turn: the log is drawn anew with every answer
    all: () => { try { return JSON.parse(remember.get("opinions") ?? "{}"); } catch { return {}; } },
    set(turn, given) {
      const all = this.all();
      if (given) all[turn] = given;
      else delete all[turn];
      remember.set("opinions", Object.keys(all).length ? JSON.stringify(all) : null);
    },
  };

  function keepDraft(form) {
    const given = new FormData(form);
    drafts.set(form.closest(".rating").dataset.rating, {
      reasons: given.getAll("reasons"), right_answer: given.get("right_answer"), note: given.get("note"),
    });
  }

  function reopenForms() {
    for (const [turn, given] of Object.entries(drafts.all())) {
      const rating = $(`.rating[data-rating="${CSS.escape(turn)}"]`);
      if (!rating) continue;
      const form = $("form", rating);
      for (const choice of form.elements.reasons) choice.checked = given.reasons.includes(choice.value);
      form.elements.right_answer.value = given.right_answer;
      form.elements.note.value = given.note;
      form.hidden = false;
      $("[data-rate=form]", rating).setAttribute("aria-expanded", "true");
    }
  }

  function showForm(rating, shown) {
    const button = $("[data-rate=form]", rating);
    const form = $("form", rating);
    if (!shown) {
      form.reset();
      drafts.set(rating.dataset.rating, null);
    }
    form.hidden = !shown;
    button.setAttribute("aria-expanded", String(shown));
    if (shown) {
      keepDraft(form); // it stays open when the log is drawn anew
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
    const opinion = { conversation: conversation(), turn: Number(rating.dataset.rating), verdict };
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
    drafts.set(rating.dataset.rating, null);
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

  // ---------------------------------------------------------------- the quote of a citation, on hover and on focus
  const quote = make("div", { id: "quote", hidden: true });
  quote.setAttribute("role", "tooltip");
  let quoted = null;

  function showQuote(chip) {
    if (quoted === chip) return;
    hideQuote();
    quoted = chip;
    quote.replaceChildren(make("strong", { textContent: chip.dataset.title }), make("span", { textContent: chip.dataset.quote }));
    quote.hidden = false;
    chip.setAttribute("aria-describedby", "quote");
    const from = chip.getBoundingClientRect();
    const size = quote.getBoundingClientRect();
    const above = from.top - size.height - 8;
    quote.style.left = `${Math.max(8, Math.min(from.left - 16, innerWidth - size.width - 8))}px`;
    quote.style.top = `${above > 64 ? above : from.bottom + 8}px`;
  }

  function hideQuote() {
    quoted?.removeAttribute("aria-describedby");
    quoted = null;
    quote.hidden = true;
  }

  const chipAt = (event) => (event.target instanceof Element ? event.target.closest(".cite[data-quote]") : null);
  addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return; // a tap opens the source
    const chip = chipAt(event);
    if (chip) showQuote(chip);
    else if (!quote.contains(event.target)) hideQuote();
  });
  addEventListener("focusin", (event) => {
    const chip = chipAt(event);
    if (chip?.matches(":focus-visible")) showQuote(chip);
    else hideQuote();
  });
  addEventListener("scroll", hideQuote, { passive: true });

  // ---------------------------------------------------------------- wiring
  addEventListener("scroll", () => { stuck = atBottom(); }, { passive: true });
  addEventListener("click", (event) => {
    if (!(event.target instanceof Element) || !event.target.closest("#send")) return;
    if (busy()) event.stopPropagation();
    else if (next || box()?.value.trim()) sentAt = Date.now();
  }, true);
  addEventListener("click", (event) => {
    closeMenus(event.target instanceof Element ? event.target.closest("details.menu") : null);
    const target = event.target instanceof Element ? event.target.closest("button, a") : null;
    if (!target) return;
    hideQuote();
    const data = target.dataset;
    if ("ask" in data) ask(data.ask);
    else if ("again" in data) ask($(".question p", target.closest(".turn")).textContent, Number(target.closest(".turn").dataset.turn));
    else if ("edit" in data) edit(target);
    else if ("version" in data) void showVersion(data.version);
    else if ("rate" in data) rateBy(target);
    else if ("copy" in data) void copy(target);
    else if ("print" in data) printOut(target);
    else if ("new" in data) newConversation();
    else if (target.closest(".menu-items")) closeMenus(null);
  });
  addEventListener("keydown", (event) => {
    // Enter that ends a Vietnamese input method's composition is not yet "send".
    if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) event.stopPropagation();
    else if (event.key === "Enter" && !event.shiftKey && event.target === box()) {
      if (busy()) {
        event.preventDefault();
        event.stopPropagation();
      } else if (event.target.value.trim()) sentAt = Date.now();
    } else if (event.key === "Enter" && !event.shiftKey && event.target.matches?.("form.edit textarea")) {
      event.preventDefault();
      sendEdit(event.target.form);
    }
    if (event.key !== "Escape") return;
    const inside = event.target instanceof Element ? event.target : document.body;
    const menu = $("details.menu[open]");
    if (!quote.hidden) hideQuote();
    else if (inside.closest(".rating form")) showForm(inside.closest(".rating"), false);
    else if (inside.closest("form.edit")) cancelEdit(inside.closest("form.edit"));
    else if (menu) {
      closeMenus(null);
      $("summary", menu).focus();
    } else return;
    event.preventDefault();
  }, true);
  addEventListener("submit", (event) => {
    if (event.target.matches(".rating form")) { event.preventDefault(); void rate(event.target.closest(".rating"), "down"); }
    else if (event.target.matches("form.edit")) { event.preventDefault(); sendEdit(event.target); }
  });
  addEventListener("input", (event) => {
    if (event.target === box()) remember.set("draft", event.target.value || null);
    else if (event.target instanceof Element && event.target.closest(".rating form")) keepDraft(event.target.closest(".rating form"));
  });

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

  Object.assign(window.hoidap, { make, change, tell, conversation, go, openAddress, newConversation });
  whenThere(() => {
    $("#first-paint")?.remove();
    document.body.append(quote);
    new MutationObserver(changed).observe($("#page"), { childList: true, subtree: true, characterData: true, attributeFilter: ["data-drawn"] });
    changed();
    restore();
    if (matchMedia("(min-width: 768px)").matches) box()?.focus({ preventScroll: true });
  });
})();
