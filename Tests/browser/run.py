"""The pages in a real browser: Chromium through Playwright, with axe's word on accessibility.

Seeds a demo nation in a temporary home, serves it, and looks at every page in Korean and English, on a desktop and a
phone, in light and dark. Prints one line a check and ends with 'N passed, N failed'. Pictures go to Tests/browser/out.
"""
import contextlib
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

ROOT = pathlib.Path(__file__).resolve().parents[2]
MARU = os.environ.get("MARU", str(ROOT / ".build/debug/maru"))
OUT = pathlib.Path(__file__).resolve().parent / "out"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")

passed = failed = 0


def check(name, ok, detail=""):
    global passed, failed
    if ok:
        passed += 1
        print(f"ok    {name}")
    else:
        failed += 1
        print(f"FAIL  {name}  {detail}")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


@contextlib.contextmanager
def served_demo():
    """A seeded home, served; yields (address, the demo's JSON)."""
    with tempfile.TemporaryDirectory(prefix="maru-browser-") as folder:
        home = os.path.join(folder, "home")
        demo = subprocess.run([MARU, "--home", home, "--json", "demo"], capture_output=True, text=True, timeout=600)
        if demo.returncode != 0:
            print(demo.stderr)
            sys.exit("the demo could not be seeded")
        port = free_port()
        log = open(os.path.join(folder, "server.log"), "w")
        server = subprocess.Popen([MARU, "--home", home, "serve", "--port", str(port)], stdout=log, stderr=log)
        base = f"http://127.0.0.1:{port}"
        try:
            deadline = time.monotonic() + 60
            while True:
                try:
                    with urllib.request.urlopen(base + "/readyz", timeout=2) as answer:
                        if answer.status == 200:
                            break
                except OSError:
                    pass
                if time.monotonic() > deadline or server.poll() is not None:
                    sys.exit("the server did not become ready:\n" + open(log.name).read()[-2000:])
                time.sleep(0.05)
            yield base, json.loads(demo.stdout)
        finally:
            server.send_signal(signal.SIGTERM)
            try:
                check("the server ends when asked to", server.wait(timeout=20) == 0, str(server.returncode))
            except subprocess.TimeoutExpired:
                server.kill()
                check("the server ends when asked to", False, "it had to be killed")


def serious(page):
    """axe's serious and critical violations, one line each."""
    result = Axe().run(page)
    return [
        f"{v['id']}: {v['nodes'][0]['html'][:120]}"
        for v in result.response["violations"]
        if v["impact"] in ("serious", "critical")
    ]


def look(page, base, path, name, language, width, scheme):
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    separator = "&" if "?" in path else "?"
    answer = page.goto(f"{base}{path}{separator}lang={language}")
    label = f"{name} ({language}, {width}px, {scheme})"
    check(f"{label}: is there", answer.status in (200, 404), str(answer.status))
    check(f"{label}: says its language", page.locator("html").get_attribute("lang") == language)
    check(f"{label}: has one heading", page.locator("h1").count() == 1, str(page.locator("h1").count()))
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    check(f"{label}: does not scroll sideways", overflow <= 0, f"{overflow}px")
    violations = serious(page)
    check(f"{label}: axe finds nothing serious", not violations, "; ".join(violations))
    page.screenshot(path=str(OUT / f"{name}-{language}-{width}-{scheme}.png"), full_page=True)


def main():
    OUT.mkdir(exist_ok=True)
    with served_demo() as (base, demo), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context()
        page = context.new_page()
        console = []
        page.on("console", lambda m: console.append(m.text) if m.type == "error" and not re.search("404|422", m.text) else None)
        page.on("pageerror", lambda e: console.append(str(e)))
        foreign = []
        page.on("request", lambda r: foreign.append(r.url) if not r.url.startswith((base, "data:")) else None)

        page.goto(f"{base}/datasets")
        links = page.locator("main a[href^='/datasets/']")
        check("the catalogue lists datasets", links.count() >= 10, str(links.count()))
        dataset = links.first.get_attribute("href")

        places = [
            ("/", "home"), ("/datasets", "catalogue"), ("/datasets?q=무더위+쉼터", "search"),
            ("/datasets?q=zzzzqqqq", "nothing-found"), (dataset, "dataset"), ("/sign-in", "sign-in"),
            ("/no-such-page", "not-found"),
        ]
        for path, name in places:
            for language in ("ko", "en"):
                look(page, base, path, name, language, 1280, "light")
            look(page, base, path, name, "ko", 390, "light")
            look(page, base, path, name, "ko", 1280, "dark")

        # By keyboard: the first stop is the skip link, and it leads to the content.
        page.goto(f"{base}/datasets?lang=ko")
        page.keyboard.press("Tab")
        skip = page.evaluate("document.activeElement.getAttribute('href')")
        check("the first Tab is the skip link", bool(skip) and skip.startswith("#"), str(skip))

        # Searching in Korean, without a mouse.
        page.goto(f"{base}/?lang=ko")
        field = page.locator("main input[name=q], header input[name=q]").first
        field.fill("쉼터")
        field.press("Enter")
        page.wait_for_url(re.compile("/datasets"))
        check("searching leads to results", "쉼터" in page.locator("main").inner_text())

        # Signing in: a wrong password says so without saying who exists; the right one lets in.
        person = demo["people"][0]
        page.goto(f"{base}/sign-in?lang=ko")
        page.locator("input[name=email]").fill(person["email"])
        page.locator("input[name=password]").fill("not the password at all")
        page.locator("main button[type=submit], main form button").first.click()
        check("a wrong password is refused in words", page.locator("[role=alert]").count() >= 1)
        check("what was typed is kept", page.locator("input[name=email]").input_value() == person["email"])
        page.locator("input[name=password]").fill(demo["password"])
        page.locator("main button[type=submit], main form button").first.click()
        page.wait_for_load_state()
        check("the right password signs in", page.locator("form[action='/sign-out']").count() == 1, page.url)
        look(page, base, dataset, "dataset-signed-in", "ko", 1280, "light")
        look(page, base, dataset, "dataset-signed-in", "en", 390, "light")
        page.goto(f"{base}/?lang=ko")
        page.locator("form[action='/sign-out'] button").first.click()
        page.wait_for_load_state()
        check("signing out signs out", page.locator("form[action='/sign-out']").count() == 0)

        # Without JavaScript the work is the same.
        plain = browser.new_context(java_script_enabled=False).new_page()
        plain.goto(f"{base}/datasets?q=쉼터&lang=ko")
        check("search works without JavaScript", plain.locator("main a[href^='/datasets/']").count() >= 1)

        check("no error on the console", not console, "; ".join(console[:3]))
        check("nothing is fetched from elsewhere", not foreign, str(foreign[:3]))
        browser.close()


main()
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
