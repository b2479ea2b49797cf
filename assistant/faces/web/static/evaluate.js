"use strict";
// Browsers speak their own language in a field for files: ours is drawn over it and shows what was chosen.
for (const field of document.querySelectorAll(".file input")) {
  field.addEventListener("change", () => {
    const shown = field.parentElement.querySelector("[data-file-name]");
    shown.dataset.none ??= shown.textContent;
    shown.textContent = field.files[0]?.name ?? shown.dataset.none;
  });
}

// Follows a running evaluation; when it has ended the page is loaded again with its report.
(() => {
  const section = document.querySelector("[data-progress]");
  if (!section) return;
  async function follow() {
    try {
      const answer = await fetch(section.dataset.progress, { cache: "no-store" });
      const { state, done } = await answer.json();
      if (state !== "running") { location.reload(); return; }
      section.querySelector("progress").value = done;
      section.querySelector("[data-done]").textContent = String(done);
    } catch { /* the server is away for a moment: ask again */ }
    setTimeout(follow, 1000);
  }
  setTimeout(follow, 500);
})();
