// A form sends its files without this file as well. It shows how much has gone, and can stop.
"use strict";
(() => {
  const form = document.querySelector("form[data-progress]");
  if (!form) { return; }
  const button = form.querySelector("button.pri");
  const box = form.querySelector("[data-sending]");
  const bar = box.querySelector("progress");
  const said = box.querySelector("[data-said]");
  const cut = form.querySelector("[data-cut]");
  const mb = (bytes) => (bytes / 1e6).toFixed(1);
  let line = null;

  const over = () => { line = null; box.hidden = true; button.disabled = false; };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (line) { return; }
    line = new XMLHttpRequest();
    line.open("POST", form.action);
    line.upload.addEventListener("progress", (gone) => {
      bar.max = gone.total;
      bar.value = gone.loaded;
      said.textContent = `已传 ${mb(gone.loaded)} MB，共 ${mb(gone.total)} MB`;
    });
    line.upload.addEventListener("load", () => {
      bar.removeAttribute("value");
      said.textContent = "传完了，正在核对…";
    });
    line.addEventListener("load", (event) => {
      const answer = event.target;
      if (answer.responseURL !== form.action) { location.assign(answer.responseURL); return; }
      document.open();
      document.write(answer.responseText);
      document.close();
    });
    line.addEventListener("error", () => { over(); cut.hidden = false; });
    line.addEventListener("abort", over);
    said.textContent = "";
    bar.value = 0;
    cut.hidden = true;
    box.hidden = false;
    button.disabled = true;
    line.send(new FormData(form));
  });
  box.querySelector("button").addEventListener("click", () => { if (line) { line.abort(); } });
})();
