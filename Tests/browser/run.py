"""The pages in a real browser: Chromium through Playwright, with axe's word on accessibility.

Seeds a demo nation in a temporary home, serves it, and walks through it: every file of Tests/browser/walks has a
`walk(house)`, run in the order of their names. Prints one line a check and ends with 'N passed, N failed'. Pictures go
to Tests/browser/out. With names of walks as arguments only these are run; without, they are shared out to two houses
at once, for most of the time one waits for a page, and every page of pages.txt must have been looked at.
"""
import importlib
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from playwright.sync_api import sync_playwright

FOLDER = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER))
import house as walls  # noqa: E402  (lies beside this file)


def main(names):
    walls.OUT.mkdir(exist_ok=True)
    walks = [file.stem for file in sorted((FOLDER / "walks").glob("*.py")) if not names or file.stem in names]
    with walls.served_demo() as (base, demo), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=walls.CHROMIUM, args=["--no-sandbox"])
        house = walls.House(browser, base, demo)
        for name in walks:
            before = walls.count()[1]
            try:
                importlib.import_module(f"walks.{name}").walk(house)
            except Exception as error:  # noqa: BLE001  (one walk that trips does not hide what the others find)
                walls.check(f"{name} reaches its end", False, f"{type(error).__name__}: {error}")
            walls.check(f"{name}: no error on the console", not house.console, "; ".join(house.console[:3]))
            walls.check(f"{name}: nothing is fetched from elsewhere", not house.foreign, str(house.foreign[:3]))
            house.console.clear(), house.foreign.clear()
            print(f"----  {name}: {walls.count()[1] - before} failed")
        browser.close()
    if "LOOKED" in os.environ:
        pathlib.Path(os.environ["LOOKED"]).write_text(json.dumps(sorted(house.looked)), encoding="utf-8")
    print("%d passed, %d failed" % walls.count())
    return 1 if walls.count()[1] else 0


def both():
    """Every walk, in two processes with a demo each; what they print comes one after the other."""
    names = [file.stem for file in sorted((FOLDER / "walks").glob("*.py"))]
    with tempfile.TemporaryDirectory() as folder:
        notes = [pathlib.Path(folder) / f"{half}.json" for half in (0, 1)]
        halves = [
            subprocess.Popen(
                [sys.executable, __file__, *names[half::2]], env={**os.environ, "LOOKED": str(notes[half])},
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            )
            for half in (0, 1)
        ]
        outputs = [half.communicate()[0] for half in halves]
        looked = [tuple(one) for note in notes if note.is_file() for one in json.loads(note.read_text(encoding="utf-8"))]
    print("".join(outputs), end="")
    missing = unseen(looked)
    for page in missing:
        print(f"FAIL  {page} was looked at in both languages, on a desktop and a phone")
    return 1 if missing or any(half.returncode for half in halves) else 0


def unseen(looked):
    """The pages of pages.txt that were not looked at from every side."""
    lines = (FOLDER / "pages.txt").read_text(encoding="utf-8").splitlines()
    pages = [line for line in lines if line.startswith("/")]
    sides = {(language, width) for language in ("ko", "en") for width in (1280, 390)}
    seen = {page: set() for page in pages}
    for path, language, width in looked:
        fitting = [page for page in pages if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", page), path)]
        if fitting:
            # The most literal one is meant: /queries/recent is no question's result.
            seen[min(fitting, key=lambda page: page.count("{"))].add((language, width))
    return [page for page in pages if not sides <= seen[page]]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]) if sys.argv[1:] else both())
