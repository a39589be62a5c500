"""The pages in a real browser: Chromium through Playwright, with axe's word on accessibility.

Seeds a demo nation in a temporary home, serves it, and walks through it: every file of Tests/browser/walks has a
`walk(house)`, run in the order of their names. Prints one line a check and ends with 'N passed, N failed'. Pictures go
to Tests/browser/out. With names of walks as arguments only these are run.
"""
import importlib
import pathlib
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


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
