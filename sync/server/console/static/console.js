// Everything works without this file. It keeps a remark as it is typed, counts remarks and moves to the next finding.
"use strict";
(() => {
  const form = document.querySelector("form[data-keep]");
  // what was sent is forgotten only when another page proves that it arrived: the session may have run out meanwhile
  const key = form ? "remark:" + form.dataset.keep : "";
  const sent = sessionStorage.getItem("sent");
  if (sent && sent !== key) { sessionStorage.removeItem(sent); }
  sessionStorage.removeItem("sent");
  document.querySelectorAll(".qf select").forEach((select) =>
    select.addEventListener("change", () => select.form.requestSubmit()));
  document.querySelectorAll(".qf button").forEach((button) => { button.hidden = true; });
  const here = document.querySelector(".q.on");
  if (here) { here.scrollIntoView({ block: "nearest" }); }
  if (!form) { return; }

  // the draft stays in this browser tab and goes when the verdict has arrived or the tab is closed
  const fields = [...form.querySelectorAll("textarea, input.keep")];
  const count = form.querySelector("[data-count]");
  const tell = () => {
    const written = form.querySelectorAll("textarea");
    count.textContent = [...written].filter((remark) => remark.value.trim()).length;
  };
  let kept = {};
  try { kept = JSON.parse(sessionStorage.getItem(key) || "{}"); } catch { kept = {}; }
  fields.forEach((field) => {
    if (!field.value && kept[field.name]) {
      field.value = kept[field.name];
      const box = field.closest("details.rm");
      if (box) { box.open = true; }
    }
    field.addEventListener("input", () => {
      kept[field.name] = field.value;
      sessionStorage.setItem(key, JSON.stringify(kept));
      tell();
      field.closest("details.rm")?.scrollIntoView({ block: "nearest" });
    });
  });
  form.addEventListener("submit", () => sessionStorage.setItem("sent", key));
  tell();

  form.querySelectorAll("details.rm").forEach((box) => box.addEventListener("toggle", () => {
    if (box.open) {
      box.querySelector("textarea").focus({ preventScroll: true });
      box.scrollIntoView({ block: "nearest" });
    }
  }));

  form.querySelectorAll(".line > .row").forEach((row) => row.addEventListener("click", () => {
    const box = row.parentElement.querySelector("details.rm");
    if (box && !window.getSelection().toString()) {
      box.open = true;
      box.querySelector("textarea").focus({ preventScroll: true });
    }
  }));

  const next = form.querySelector("[data-next]");
  const notes = [...form.querySelectorAll(".mar .note")];
  let place = -1;
  next.addEventListener("click", (event) => {
    if (!notes.length) { return; }
    event.preventDefault();
    place = (place + 1) % notes.length;
    const box = notes[place].parentElement.querySelector("details.rm");
    notes[place].scrollIntoView({ block: "center" });
    if (box) { box.open = true; box.querySelector("textarea").focus({ preventScroll: true }); }
  });

  const day = form.querySelector("input.day");
  const name = form.querySelector("[data-weekday]");
  day.addEventListener("input", () => {
    const at = /^\d{4}-\d{2}-\d{2}$/.test(day.value) ? new Date(day.value + "T00:00:00") : null;
    name.textContent = at && !Number.isNaN(at.getTime()) ? "星期" + "日一二三四五六"[at.getDay()] : "";
  });
})();
