"""What every walk uses: a seeded demo that is served, people who sign in, checks, and a look at a page from all sides."""
import contextlib
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

from axe_playwright_python.sync_playwright import Axe

import keyboard

ROOT = pathlib.Path(__file__).resolve().parents[2]
DEMO_PASSWORD = "maru-demo-2026"
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


# Every page is looked at in both languages on a desktop and a phone; the colours of dark and of high contrast once.
SIDES = [
    ("ko", 1280, "light"), ("en", 1280, "light"), ("ko", 390, "light"), ("en", 390, "light"),
    ("ko", 1280, "dark"), ("ko", 1280, "contrast"),
]

# The narrowest phone, and a desktop at twice its size.
NARROW = [(320, "320 pixels"), (640, "200 % zoom")]


class House:
    """The served demo, and a browser that walks through it."""

    def __init__(self, browser, base, demo):
        self.browser, self.base, self.demo = browser, base, demo
        self.console, self.foreign = [], []
        self.check = check
        # Which sides of which addresses were looked at: (path, language, width).
        self.looked = set()

    def person(self, email=None, **options):
        """A page of somebody's own browser, signed in when an e-mail address of the demo is given."""
        # Nothing moves while it is looked at: a colour on its way to another would be measured halfway.
        context = self.browser.new_context(accept_downloads=True, reduced_motion="reduce", **options)
        page = context.new_page()
        page.on("console", lambda m: self.heard(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda e: self.console.append(str(e)))
        page.on("request", lambda r: self.foreign.append(r.url) if not r.url.startswith((self.base, "data:", "blob:")) else None)
        if email:
            page.goto(f"{self.base}/sign-in?lang=ko")
            page.locator("input[name=email]").fill(email)
            page.locator("input[name=password]").fill(DEMO_PASSWORD)
            page.locator("main form button[type=submit]").first.click()
            page.wait_for_load_state()
            check(f"{email} signs in", page.locator("form[action='/sign-out']").count() == 1, page.url)
        return page

    def heard(self, text):
        # An answer of 4xx is an error to the console, and what a test about a mistake asks for.
        if not any(f" {code}" in text for code in (400, 401, 403, 404, 409, 413, 415, 422, 429)):
            self.console.append(text)

    def go(self, page, path, language="ko"):
        """Opens an address of the demo in a language."""
        separator = "&" if "?" in path else "?"
        return page.goto(f"{self.base}{path}{separator}lang={language}")

    def look(self, page, path, name, expected=200):
        """Opens a page from every side: it is there, speaks its language, fits, and axe finds nothing serious.

        Once it is also walked through by keyboard, see `keyboard.walk`.
        """
        for language, width, theme in SIDES:
            page.set_viewport_size({"width": width, "height": 900})
            separator = "&" if "?" in path else "?"
            answer = page.goto(f"{self.base}{path}{separator}lang={language}&theme={theme}")
            label = f"{name} ({language}, {width}px, {theme})"
            check(f"{label}: is there", answer.status == expected, str(answer.status))
            self.inspect(page, label, f"{name}-{language}-{width}-{theme}", language, has_axe=width > 400)
            self.looked.add((path.split("?")[0], language, width))
            if width == 390:
                for narrow, words in NARROW:
                    page.set_viewport_size({"width": narrow, "height": 800})
                    self.fits(page, f"{name} ({language}): fits {words}")
            elif (language, theme) == ("ko", "light"):
                keyboard.walk(page, check, name)
            elif language == "en":
                # The colours are the same page's: it need not be asked for again.
                for other in ("dark", "contrast"):
                    page.evaluate("theme => { document.documentElement.dataset.theme = theme }", other)
                    violations = serious(page)
                    check(f"{name} (en, {other}): axe finds nothing serious", not violations, "; ".join(violations))
        self.go(page, path + ("&" if "?" in path else "?") + "theme=light")
        page.set_viewport_size({"width": 1280, "height": 900})

    def inspect(self, page, label, file, language, has_axe=True):
        """What holds for every page, also one that a form has led to.

        On a phone it is the same document: axe is asked about it once a language, not once a width.
        """
        check(f"{label}: says its language", page.locator("html").get_attribute("lang") == language)
        check(f"{label}: has one heading", page.locator("h1").count() == 1, str(page.locator("h1").count()))
        self.fits(page, f"{label}: does not scroll sideways")
        if has_axe:
            violations = serious(page)
            check(f"{label}: axe finds nothing serious", not violations, "; ".join(violations))
        page.screenshot(path=str(OUT / f"{file}.png"), full_page=True)


    def fits(self, page, label):
        """Nothing stands out of the window: nobody has to scroll sideways to read."""
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        check(label, overflow <= 0, f"{overflow}px")


def count():
    """Checks that passed and that failed, so far."""
    return passed, failed
