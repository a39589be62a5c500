// A place to drop files on, around an ordinary file field; shows how far the sending is. Works without this.
for (const zone of document.querySelectorAll("[data-drop]")) {
  const field = zone.querySelector("input[type=file]");
  const list = zone.querySelector("[data-files]");
  const form = zone.closest("form");
  const show = () => {
    list.replaceChildren(
      ...[...field.files].map((file) => {
        const entry = document.createElement("li");
        const size = file.size < 1048576 ? `${Math.ceil(file.size / 1024)} KB` : `${(file.size / 1048576).toFixed(1)} MB`;
        entry.textContent = `${file.name} · ${size}`;
        return entry;
      }),
    );
  };
  zone.classList.add("is-live");
  field.addEventListener("change", show);
  for (const name of ["dragenter", "dragover"]) {
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.add("is-over");
    });
  }
  for (const name of ["dragleave", "drop"]) zone.addEventListener(name, () => zone.classList.remove("is-over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    if (!event.dataTransfer.files.length) return;
    field.files = event.dataTransfer.files;
    show();
  });

  const bar = form.querySelector("progress[data-sending]");
  if (!bar) continue;
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    event.preventDefault();
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "text/html");
    request.upload.addEventListener("progress", (step) => {
      bar.hidden = false;
      bar.max = step.total;
      bar.value = step.loaded;
    });
    request.addEventListener("load", () => {
      // Our answer is a page of its own or a redirect that was followed: show where it led.
      if (request.status < 400) return location.assign(request.responseURL);
      document.open();
      document.write(request.responseText);
      document.close();
    });
    request.addEventListener("error", () => {
      bar.hidden = true;
      delete form.dataset.sent;
      form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
      const note = form.querySelector("[data-broken]");
      note.hidden = false;
      note.focus();
    });
    request.send(new FormData(form));
  });
}
