// Ticking columns: says how many are ticked, dims the rest, ticks all or none. The form works without this.
for (const table of document.querySelectorAll("[data-ticks]")) {
  const boxes = [...table.querySelectorAll("tbody input[type=checkbox]")];
  const count = document.querySelector(`[data-ticked="${table.dataset.ticks}"]`);
  const all = table.querySelector("thead input[type=checkbox]");
  const show = () => {
    for (const box of boxes) {
      const row = box.closest("tr");
      row.classList.toggle("out", !box.checked);
      row.querySelectorAll("select, input:not([type=checkbox])").forEach((control) => (control.disabled = !box.checked));
    }
    const ticked = boxes.filter((box) => box.checked).length;
    if (count) count.textContent = ticked;
    if (!all) return;
    all.checked = ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
  };
  for (const box of boxes) box.addEventListener("change", show);
  if (all) {
    all.hidden = false;
    all.addEventListener("change", () => {
      for (const box of boxes) box.checked = all.checked;
      show();
    });
  }
  show();
}
