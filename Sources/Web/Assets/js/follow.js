// Follows a meeting: puts in what moves, marks who is there, and says when the line is cut. Without this the page
// reloads itself. The browser comes back after a cut by itself and says which event it had.
const live = document.querySelector("[data-follow]");
const word = document.getElementById("live-word");
const cut = document.getElementById("line-cut");
const moved = document.getElementById("moved-on");
const isTyping = () =>
  [...document.querySelectorAll("main textarea, main input:not([type=hidden]), main select")].some(
    (field) => field === document.activeElement || (field.value !== field.defaultValue && field.type !== "radio" && field.tagName !== "SELECT"),
  );

// The buttons of a part that was drawn for everybody carry this person's own proof.
const sign = () => {
  for (const field of live.querySelectorAll("input[name=csrf]")) field.value = live.dataset.csrf;
};

if (live) {
  const source = new EventSource(live.dataset.follow);
  source.addEventListener("open", () => { cut.hidden = true; });
  source.addEventListener("error", () => { cut.hidden = false; });
  source.addEventListener("now", (event) => {
    const held = document.activeElement;
    const name = live.contains(held) ? [held.name, held.value] : null;
    live.innerHTML = event.data;
    sign();
    if (name) live.querySelector(`[name="${name[0]}"][value="${name[1]}"]`)?.focus();
    const shape = live.querySelector("[data-shape]")?.dataset.shape;
    if (!shape || shape === live.dataset.shape) return;
    const isStage = shape.split(" ")[0] !== live.dataset.shape.split(" ")[0];
    live.dataset.shape = shape;
    // Read out what goes on now, and not the whole page again.
    word.textContent = [...live.querySelectorAll(".now h3, .now .vote h4")].map((head) => head.innerText).join(". ");
    // Whoever runs the meeting has other buttons now; nobody loses what is being typed.
    if (!("head" in live.dataset) && !isStage) return;
    if (isTyping()) moved.hidden = false;
    else location.reload();
  });
  const mark = (isHere) => (event) => {
    const row = document.getElementById(`seat-${JSON.parse(event.data).details.seat}`);
    row?.classList.toggle("here", isHere);
  };
  source.addEventListener("cameIn", mark(true));
  source.addEventListener("left", mark(false));
}
