"""The pages in a real browser: Chromium through Playwright, with axe's word on accessibility.

Seeds a demo nation in a temporary home, serves it, and walks through it: every file of Tests/browser/walks has a
`walk(house)`, run in the order of their names. Prints one line a check and ends with 'N passed, N failed'. Pictures go
to Tests/browser/out. With names of walks as arguments only these are run; without, they are shared out to two houses
at once, for most of the time one waits for a page.
"""
import importlib
import pathlib
import subprocess
import sys

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import house as walls  # noqa: E402  (lies beside this file)


def main(names):
    walls.OUT.mkdir(exist_ok=True)
    folder = pathlib.Path(__file__).resolve().parent / "walks"
    walks = [file.stem for file in sorted(folder.glob("*.py")) if not names or file.stem in names]
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
    print("%d passed, %d failed" % walls.count())
    return 1 if walls.count()[1] else 0


def both():
    """Every walk, in two processes with a demo each; what they print comes one after the other."""
    folder = pathlib.Path(__file__).resolve().parent / "walks"
    names = [file.stem for file in sorted(folder.glob("*.py"))]
    halves = [subprocess.Popen([sys.executable, __file__, *part], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
              for part in (names[0::2], names[1::2])]
    outputs = [half.communicate()[0] for half in halves]
    print("".join(outputs), end="")
    return 1 if any(half.returncode for half in halves) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]) if sys.argv[1:] else both())
