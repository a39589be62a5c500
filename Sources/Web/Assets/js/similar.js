// While a title is written: what others have raised that is like it. Without this the form shows them once it is sent.
for (const part of document.querySelectorAll("[data-similar]")) {
  const list = part.querySelector("ul");
  const field = document.querySelector(part.dataset.from);
  let timer, last = "";
  const show = async () => {
    const title = field.value.trim();
    if (title === last) return;
    last = title;
    let found = [];
    try {
      if (title.length > 1) {
        const answer = await fetch(`${part.dataset.similar}?title=${encodeURIComponent(title.slice(0, 200))}`, {
          headers: { Accept: "application/json" },
        });
        if (answer.ok) found = await answer.json();
      }
    } catch {
      return; // The line is down: the form works as it is.
    }
    // Somebody who types on has asked for something else by now.
    if (title !== last) return;
    list.replaceChildren(
      ...found.map(({ suggestion }) => {
        const item = document.createElement("li");
        const link = document.createElement("a");
        link.href = `/suggestions/${encodeURIComponent(suggestion.receipt)}`;
        link.textContent = suggestion.title;
        item.append(link);
        return item;
      }),
    );
    part.hidden = found.length === 0;
  };
  field?.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, 350);
  });
}
