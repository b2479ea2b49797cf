"use strict";
// Files dropped or chosen are sent one after another with their progress; what is being read is followed until it ends.
(() => {
  // A link to a passage opens its document there.
  document.querySelector("main mark.cited")?.scrollIntoView({ block: "center" });
  const intake = document.querySelector("[data-intake]");
  if (!intake) return;
  const form = intake.querySelector(".drop");
  const picker = form.querySelector("input[type=file]");
  const sending = intake.querySelector(".sending");
  const jobs = intake.querySelector("[data-jobs]");
  const AT_ONCE = 2;
  const waiting = [];
  let active = 0;
  let following = false;

  intake.classList.add("scripted");

  function row(file) {
    const item = document.createElement("li");
    item.className = "job";
    const name = Object.assign(document.createElement("span"), { className: "job-name", textContent: file.name });
    const bar = Object.assign(document.createElement("progress"), { max: 1, value: 0 });
    bar.setAttribute("aria-label", `${intake.dataset.sending}: ${file.name}`);
    item.append(name, bar);
    sending.append(item);
    return { item, bar };
  }

  function fail({ item, bar }, problem) {
    item.classList.add("failed");
    bar.replaceWith(Object.assign(document.createElement("span"), { className: "job-state", textContent: `${intake.dataset.failed}: ${problem}` }));
  }

  function add(files) {
    for (const file of files) waiting.push({ file, shown: row(file), tries: 0 });
    next();
  }

  function next() {
    while (active < AT_ONCE && waiting.length) {
      active += 1;
      send(waiting.shift());
    }
    if (!active) void follow();
  }

  function send(one) {
    const ended = () => { active -= 1; next(); };
    if (one.file.size > Number(intake.dataset.limit) * 1024 * 1024) {
      fail(one.shown, intake.dataset.large);
      ended();
      return;
    }
    const body = new FormData();
    const collection = form.querySelector("[name=collection]");
    if (collection) body.append("collection", collection.value);
    body.append("files", one.file);
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) one.shown.bar.value = event.loaded / event.total;
    });
    request.addEventListener("load", () => {
      if (request.status === 429 && one.tries < 20) { // the server takes so many at a time: this one waits its turn
        one.tries += 1;
        setTimeout(() => { waiting.push(one); next(); }, 500 * one.tries);
        ended();
        return;
      }
      if (request.status < 300) { one.shown.item.remove(); void follow(); } else {
        let problem = intake.dataset.lost;
        try { problem = JSON.parse(request.responseText).problem ?? problem; } catch { /* not an answer of ours */ }
        fail(one.shown, problem);
      }
      ended();
    });
    request.addEventListener("error", () => { fail(one.shown, intake.dataset.lost); ended(); });
    request.send(body);
  }

  async function follow() {
    if (following) return;
    following = true;
    let busy = true;
    while (busy) {
      try {
        const answer = await fetch("/documents/jobs", { cache: "no-store" });
        if (!answer.ok) break;
        const markup = await answer.text();
        if (jobs.innerHTML.trim() !== markup.trim()) jobs.innerHTML = markup;
        busy = jobs.querySelector("[data-busy]") !== null || active > 0 || waiting.length > 0;
      } catch { /* the server is away for a moment: ask again */ }
      if (busy) await new Promise((done) => { setTimeout(done, 1000); });
    }
    following = false;
    await renew();
  }

  // What was added stands in the list as soon as it is read.
  async function renew() {
    try {
      const answer = await fetch(location.href);
      if (!answer.ok) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#list");
      const list = document.querySelector("#list");
      if (fresh && list) list.replaceWith(fresh);
      else if (fresh) location.reload();
    } catch { /* the list is as it was */ }
  }

  picker.addEventListener("change", () => { add(picker.files); picker.value = ""; });
  const over = (event) => {
    if (![...event.dataTransfer?.types ?? []].includes("Files")) return;
    event.preventDefault();
    form.classList.toggle("over", event.type === "dragover");
  };
  addEventListener("dragover", over);
  addEventListener("dragleave", over);
  addEventListener("drop", (event) => { over(event); if (event.dataTransfer?.files.length) add(event.dataTransfer.files); });
  addEventListener("beforeunload", (event) => { if (active || waiting.length) event.preventDefault(); });
  if (jobs.querySelector("[data-busy]")) void follow();
})();
