// Counts down the sign-in and extends it in place, so that a half-written form is not lost. Pages work without this.
const session = document.querySelector("form[data-session]");
if (session) {
  const left = session.querySelector("[data-left]");
  const live = document.createElement("span");
  live.setAttribute("role", "alert");
  live.className = "sr";
  session.append(live);
  let ends = Number(session.dataset.session);
  let warned = false;
  const two = (number) => String(number).padStart(2, "0");
  const tick = () => {
    const seconds = Math.max(0, Math.round(ends - Date.now() / 1000));
    left.textContent = `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
    const soon = seconds <= 300;
    session.classList.toggle("is-soon", soon);
    if (soon && !warned) live.textContent = session.dataset.warning;
    if (!soon) live.textContent = "";
    warned = soon;
  };
  tick();
  setInterval(tick, 1000);
  session.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const answer = await fetch(session.action, {
        method: "POST",
        headers: { "X-CSRF-Token": session.dataset.csrf, Accept: "application/json" },
      });
      if (!answer.ok) throw new Error(String(answer.status));
      ends = (await answer.json()).ends;
      tick();
    } catch {
      session.submit();
    }
  });
}

// On a telephone the menu is wider than the screen: the room somebody is in comes into sight.
const room = document.querySelector(".rooms [aria-current]");
const menu = room?.closest("ul");
if (menu) menu.scrollLeft = room.offsetLeft - menu.offsetLeft - (menu.clientWidth - room.offsetWidth) / 2;

// The display sheet closes with Escape and when the focus leaves it.
for (const sheet of document.querySelectorAll("details.view")) {
  sheet.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !sheet.open) return;
    sheet.open = false;
    sheet.querySelector("summary").focus();
  });
  sheet.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !sheet.contains(event.relatedTarget)) sheet.open = false;
  });
}

// After a form came back with problems, reading starts there.
document.getElementById("problem")?.focus();

// A form is sent once, however often its button is pressed; coming back with the back button frees it again.
// The server would do it once anyway (field `once`): this only keeps people from wondering.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "true";
  form.querySelectorAll("button[type=submit], button:not([type])").forEach((button) => button.setAttribute("aria-disabled", "true"));
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
  }
});

// Controls that change a list send their form at once; without scripts there is a button.
for (const control of document.querySelectorAll("[data-send-on-change]")) {
  control.addEventListener("change", () => control.form.requestSubmit());
}
