"""A page walked through by Tab alone: everything that can be used is reached, in the order it is read, and is seen there."""

# What Tab should stop at, in the order of the document, with how each looks while it has no focus. Of radio buttons that
# belong together one is a stop, and the arrows go on from there.
STOPS = """() => {
    const kinds = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex], [contenteditable=true]";
    const heads = new Set();
    window.__stops = [...document.querySelectorAll(kinds)].filter(stop => {
        if (stop.disabled || stop.tabIndex < 0 || !stop.checkVisibility({ visibilityProperty: true })) return false;
        if (stop.closest(".CodeMirror")) return stop.matches("textarea");
        if (stop.type !== "radio") return true;
        const group = [...document.querySelectorAll(`input[type=radio][name="${CSS.escape(stop.name)}"]`)];
        const head = group.find(one => one.checked) ?? group[0];
        return head === stop && !heads.has(head) && heads.add(head);
    });
    document.activeElement.blur();
    window.__looks = window.__stops.map(stop => window.__look(stop));
    window.scrollTo(0, 0);
    return window.__stops.length;
}"""

# How something that may show the focus looks: itself, what is drawn around it, and the label that stands for it.
LOOK = """() => { window.__look = stop => [stop, stop.parentElement, stop.closest("label, .drop, .CodeMirror"), ...(stop.labels ?? [])]
    .filter(Boolean).map(part => {
        const style = getComputedStyle(part);
        return [style.outlineStyle, style.outlineWidth, style.boxShadow, style.borderColor, style.backgroundColor].join();
    }).join(";") }"""

# Where the focus is now: its place among the stops, whether it is seen, and what it is.
HERE = """() => {
    const stop = document.activeElement;
    const place = window.__stops.indexOf(stop);
    if (place < 0) return { place, what: stop.outerHTML.slice(0, 100), inEditor: !!stop.closest(".CodeMirror") };
    const inside = [...stop.getClientRects()].filter(box => box.width && box.height);
    const points = inside.flatMap(box => [0.1, 0.5, 0.9].map(part => [box.x + box.width * part, box.y + box.height / 2]));
    // The editor draws its text over the field that has the focus.
    const isCovered = !stop.closest(".CodeMirror") && points.length > 0 && !points.some(([x, y]) => {
        const found = document.elementFromPoint(x, y);
        return found && (stop.contains(found) || found.contains(stop) || [...(stop.labels ?? [])].some(label => label.contains(found)));
    });
    return {
        place, isCovered, isMarked: window.__look(stop) !== window.__looks[place], what: stop.outerHTML.slice(0, 100),
        inEditor: !!stop.closest(".CodeMirror"),
    };
}"""


def walk(page, check, name):
    """Presses Tab until everything was reached, and says what was not, what was out of order, and what was not seen."""
    page.evaluate(LOOK)
    number = page.evaluate(STOPS)
    # A page that has put the focus somewhere lets Tab begin there: the way round leads past everything all the same.
    reached, unmarked, covered, back = [], [], [], 0
    for _ in range(2 * number + 30):
        page.keyboard.press("Tab")
        here = page.evaluate(HERE)
        if here["inEditor"]:
            # In the editor Tab indents; Escape gives the key back, as the words below it say.
            page.keyboard.press("Escape")
        if here["place"] < 0 or here["place"] in reached:
            continue
        if reached and here["place"] < reached[-1]:
            back += 1
        reached.append(here["place"])
        if not here["isMarked"]:
            unmarked.append(here["what"])
        if here["isCovered"]:
            covered.append(here["what"])
        if len(reached) == number:
            break
    missing = page.evaluate(
        "reached => window.__stops.filter((_, place) => !reached.includes(place)).map(stop => stop.outerHTML.slice(0, 100))",
        reached,
    )
    check(f"{name}: everything is reached by Tab", not missing, f"{len(missing)} of {number}: {missing[:2]}")
    check(f"{name}: the focus goes as the page is read", back <= 1, f"{back} times back")
    check(f"{name}: the focus is seen everywhere", not unmarked, str(unmarked[:2]))
    check(f"{name}: nothing lies over the focus", not covered, str(covered[:2]))
