"use strict";
// Beside the chat: the list of conversations, and the form of what a question is restricted to.
(() => {
  const { $, texts, remember, make, change, tell, conversation, go, openAddress, whenThere } = window.hoidap;

  async function fragment(address) {
    try {
      const response = await fetch(address);
      return response.ok ? await response.text() : null;
    } catch {
      return null;
    }
  }

  // ---------------------------------------------------------------- the list
  const wide = matchMedia("(min-width: 1200px)");
  const aside = make("aside", { id: "talks", hidden: true });
  const heading = make("h2", { id: "talks-title" });
  const fresh = make("button", { type: "button", className: "talks-new" });
  fresh.dataset.new = "";
  const find = make("input", { type: "search", id: "talks-find", maxLength: 300, autocomplete: "off" });
  const undo = make("p", { id: "talks-undo", hidden: true });
  undo.setAttribute("role", "status");
  const list = make("div", { id: "talks-list" });
  const shut = make("button", { type: "button", className: "tool" }, make("span", { className: "icon icon-close" }));
  aside.setAttribute("aria-labelledby", "talks-title");
  aside.append(make("div", { className: "talks-head" }, heading, shut), fresh, find, undo, list);

  function label() {
    heading.textContent = texts().talks;
    fresh.textContent = texts().new;
    shut.setAttribute("aria-label", texts().hide);
    shut.title = texts().hide;
    find.placeholder = texts().find;
    find.setAttribute("aria-label", texts().find);
    const toggle = $("[data-talks]");
    if (!toggle) return;
    const words = aside.hidden ? texts().show : texts().hide;
    toggle.setAttribute("aria-label", words);
    toggle.title = words;
    toggle.setAttribute("aria-expanded", String(!aside.hidden));
  }

  let asked = 0;
  async function load() {
    if (aside.hidden) return;
    const mine = ++asked;
    const query = new URLSearchParams({ q: find.value, current: conversation(), offset: String(-new Date().getTimezoneOffset()) });
    const markup = await fragment(`/conversations?${query}`);
    if (mine === asked && markup !== null && !$("#talks-list form")) list.innerHTML = markup;
  }

  function show(shown) {
    aside.hidden = !shown;
    document.documentElement.classList.toggle("with-talks", shown);
    modality();
    label();
    if (shown) void load();
  }

  function modality() {
    const modal = !aside.hidden && !wide.matches;
    aside.classList.toggle("drawer", modal);
    for (const element of document.body.children) {
      if (element !== aside && !["SCRIPT", "STYLE", "LINK"].includes(element.tagName)) element.inert = modal;
    }
  }

  function toggle(shown = aside.hidden) {
    show(shown);
    if (wide.matches) try { localStorage.setItem("hoidap-talks", shown ? "" : "hidden"); } catch { /* kept for this page only */ }
    if (shown) (wide.matches ? find : shut).focus();
    else $("[data-talks]")?.focus();
  }

  function openTalk(link, event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return; // a tab of its own
    event.preventDefault();
    if (!wide.matches) show(false);
    openAddress(new URL(link.href).search);
    $("#main")?.focus({ preventScroll: true });
  }

  function rename(button) {
    const item = button.closest("li");
    const link = $("a", item);
    const name = make("input", { value: link.textContent, maxLength: 120, name: "title" });
    name.setAttribute("aria-label", texts().renaming);
    const form = make("form", { className: "talk-name" }, name);
    let over = false;
    const end = async (save) => {
      if (over) return;
      over = true;
      const title = name.value.trim();
      const changed = save && title !== link.textContent.trim() && await change(item.dataset.conversation, { action: "rename", title });
      form.remove();
      link.hidden = false;
      $(".talk-tools", item).hidden = false;
      if (changed) await load();
      $(`#talks li[data-conversation="${CSS.escape(item.dataset.conversation)}"] a`)?.focus();
    };
    form.addEventListener("submit", (event) => { event.preventDefault(); void end(true); });
    name.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      void end(false);
    });
    name.addEventListener("blur", () => { void end(true); });
    link.hidden = true;
    $(".talk-tools", item).hidden = true;
    item.append(form);
    name.focus();
    name.select();
  }

  async function remove(button) {
    const id = button.closest("li").dataset.conversation;
    if (!await change(id, { action: "delete" })) return;
    const back = make("button", { type: "button", className: "pill", textContent: texts().undo });
    back.addEventListener("click", async () => {
      if (!await change(id, { action: "undelete" })) return;
      undo.hidden = true;
      if (shown) openAddress(`?c=${id}`);
      await load();
      $(`#talks li[data-conversation="${CSS.escape(id)}"] a`)?.focus();
    });
    const shown = id === conversation();
    undo.replaceChildren(make("span", { textContent: texts().deleted }), back);
    undo.hidden = false;
    if (shown) {
      remember.set("conversation", null);
      openAddress("");
    }
    await load();
    back.focus();
  }

  // ---------------------------------------------------------------- what a question is restricted to
  const panel = make("div", { id: "scope-panel", hidden: true });
  panel.setAttribute("role", "dialog");

  const scopeNow = () => new URLSearchParams($("#scope .scope")?.dataset.scope ?? "");

  function setScope(given) {
    const search = new URLSearchParams();
    if (conversation()) search.set("c", conversation());
    for (const [key, value] of given) if (value && key !== "scope") search.append(key, value);
    if ([...search.keys()].every((key) => key === "c") && conversation()) search.set("scope", "none");
    const text = search.toString();
    go(text ? `?${text}` : "", { replace: true });
    $("#refresh")?.click();
  }

  function unscope(button) {
    const gone = [...new URLSearchParams(button.dataset.unscope)];
    const single = (key) => ["place", "from", "to"].includes(key);
    setScope([...scopeNow()].filter(([key, value]) => !gone.some(([k, v]) => k === key && (single(key) || v === value))));
    $("#question textarea")?.focus();
  }

  async function openScope() {
    if (!panel.hidden) { closeScope(); return; }
    const markup = await fragment(`/scope?${scopeNow()}`);
    if (markup === null) { tell(texts().unchanged); return; }
    panel.innerHTML = markup;
    panel.setAttribute("aria-label", texts().scope);
    panel.hidden = false;
    $("[data-scope-open]")?.setAttribute("aria-expanded", "true");
    $("input", panel).focus();
  }

  function closeScope() {
    if (panel.hidden) return;
    panel.hidden = true;
    panel.replaceChildren();
    $("[data-scope-open]")?.setAttribute("aria-expanded", "false");
    $("[data-scope-open]")?.focus();
  }

  let finding = 0;
  async function findDocuments(words) {
    const mine = ++finding;
    const markup = await fragment(`/scope/documents?${new URLSearchParams({ q: words })}`);
    if (mine === finding && markup !== null && $("#scope-found")) $("#scope-found").innerHTML = markup;
  }

  function choose(button) {
    const chosen = $("#scope-chosen");
    if (!$(`input[value="${CSS.escape(button.dataset.choose)}"]`, chosen)) {
      const check = make("input", { type: "checkbox", name: "document", value: button.dataset.choose, checked: true });
      chosen.append(make("li", {}, make("label", { className: "choice" }, check, make("span", { textContent: button.textContent }))));
    }
    button.closest("li").remove();
    $("#scope-find").focus();
  }

  // ---------------------------------------------------------------- wiring
  addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target.closest("button, a") : null;
    if (target) {
      const data = target.dataset;
      if (target === shut || "talks" in data) toggle(target === shut ? false : undefined);
      else if ("talk" in data) openTalk(target, event);
      else if ("rename" in data) rename(target);
      else if ("delete" in data && aside.contains(target)) void remove(target);
      else if ("new" in data && !wide.matches) show(false);
      else if ("scopeOpen" in data) void openScope();
      else if ("scopeClose" in data) closeScope();
      else if ("scopeClear" in data) { closeScope(); setScope([]); }
      else if ("unscope" in data) unscope(target);
      else if ("choose" in data) choose(target);
    }
    // A press beside the drawer closes it: the page under it takes no clicks.
    if (aside.classList.contains("drawer") && !aside.contains(event.target) && event.target instanceof Element && !event.target.closest("[data-talks]")) toggle(false);
  });
  addEventListener("submit", (event) => {
    if (event.target.id !== "scope-form") return;
    event.preventDefault();
    const given = [...new FormData(event.target)].map(([key, value]) => [key, String(value).trim()]);
    closeScope();
    setScope(given);
  });
  addEventListener("input", (event) => {
    if (event.target === find) void load();
    else if (event.target.id === "scope-find") void findDocuments(event.target.value);
  });
  addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.id === "scope-find") event.preventDefault();
    if (event.key !== "Escape" || event.defaultPrevented) return;
    if (!panel.hidden && panel.contains(event.target)) closeScope();
    else if (aside.classList.contains("drawer") && aside.contains(event.target) && !event.target.closest(".talk-name")) toggle(false);
    else return;
    event.preventDefault();
  }, true);
  addEventListener("hoidap:log", () => { label(); void load(); });
  wide.addEventListener("change", () => { show(wide.matches && localStorage.getItem("hoidap-talks") !== "hidden"); });

  whenThere(() => {
    document.body.append(aside, panel);
    let hidden = "";
    try { hidden = localStorage.getItem("hoidap-talks") ?? ""; } catch { /* storage is blocked: shown */ }
    show(wide.matches && hidden !== "hidden");
    // Texts come with the header, which is drawn anew in another language.
    new MutationObserver(label).observe($("#head"), { childList: true, subtree: true });
  });
})();
