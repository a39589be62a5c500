"""What goes wrong in an office: the back button, a sign-in that ends, a slow line, a line that breaks."""
import os
import pathlib
import re
import tempfile

import house as walls


def ask(house, page, purpose):
    """Opens the form of a request and fills it in, without sending it."""
    house.go(page, "/datasets?q=산사태+취약지역")
    page.locator("main .hits a", has_text="산사태 취약지역").first.click()
    page.wait_for_load_state()
    page.locator(".way a.btn").click()
    page.wait_for_load_state()
    page.locator("textarea[name=purpose]").fill(purpose)
    page.locator("textarea[name=method]").fill("시군구별 집계")


def walk(house):
    check = house.check
    person = house.person("official@jongno.example")

    # Back, and the same form once more: it is one request.
    ask(house, person, "산사태 대비 점검")
    person.locator("main aside button[type=submit]").click()
    person.wait_for_url(re.compile("/requests/[0-9a-z]{20}"))
    first = re.sub(r"[?#].*", "", person.url)
    person.go_back()
    person.wait_for_load_state()
    check("the back button brings the form back as it was", person.locator("textarea[name=purpose]").input_value() == "산사태 대비 점검")
    person.locator("main aside button[type=submit]").click()
    person.wait_for_url(re.compile("/requests/[0-9a-z]{20}"))
    check("sent again it is the same request", re.sub(r"[?#].*", "", person.url) == first, person.url)

    # Back, and something changed: nothing typed is lost, and one press sends it as a new one.
    person.go_back()
    person.wait_for_load_state()
    person.locator("textarea[name=purpose]").fill("산사태 대비 점검 (고친 목적)")
    person.locator("main aside button[type=submit]").click()
    person.locator("dl.said dd", has_text="고친 목적").wait_for()
    house.inspect(person, "a changed form sent again (ko, 1280px, light)", "sent-before-ko-1280-light", "ko")
    person.set_viewport_size({"width": 390, "height": 900})
    house.inspect(person, "a changed form sent again (ko, 390px, light)", "sent-before-ko-390-light", "ko", has_axe=False)
    person.set_viewport_size({"width": 1280, "height": 900})
    check("the first result is one click away", person.locator(f'main a[href="{first[first.index("/requests"):]}"]').count() == 1)
    person.locator("main form button[type=submit]").click()
    person.wait_for_url(re.compile("/requests/[0-9a-z]{20}"))
    check("a changed form becomes a new request", re.sub(r"[?#].*", "", person.url) != first and "고친 목적" in person.inner_text("main"))

    # A double click, with our script and without: one request.
    for script in (True, False):
        clicker = person if script else house.person("official@jongno.example", java_script_enabled=False)
        house.go(clicker, "/requests?end=sent&state=all")
        before = clicker.locator("main caption").first.inner_text()
        ask(house, clicker, f"두 번 누른 요청 {script}")
        clicker.locator("main aside button[type=submit]").dblclick()
        clicker.wait_for_url(re.compile("/requests/[0-9a-z]{20}"))
        house.go(clicker, "/requests?end=sent&state=all")
        after = clicker.locator("main caption").first.inner_text()
        grown = int(re.sub(r"\D", "", after)) - int(re.sub(r"\D", "", before))
        check(f"a double click sends one request ({'with' if script else 'without'} scripts)", grown == 1, f"{before} {after}")

    # The sign-in ends while somebody types: signing in again leads back to what was typed, and sends it.
    ask(house, person, "옮겨 적을 수 없는 긴 목적")
    person.context.clear_cookies(name="maru_session")
    person.locator("main aside button[type=submit]").click()
    person.wait_for_load_state()
    check("an ended sign-in asks to sign in again", person.locator("input[name=password]").count() == 1)
    person.locator("input[name=email]").fill("official@jongno.example")
    person.locator("input[name=password]").fill(walls.DEMO_PASSWORD)
    person.locator("main form button[type=submit]").first.click()
    person.wait_for_load_state()
    for width in (1280, 390):
        person.set_viewport_size({"width": width, "height": 900})
        house.inspect(person, f"what was typed, to be sent on (ko, {width}px)", f"resend-ko-{width}-light", "ko")
    person.set_viewport_size({"width": 1280, "height": 900})
    person.locator("main form button[type=submit]").first.click()
    person.wait_for_url(re.compile("/requests/[0-9a-z]{20}"))
    check("nothing typed was lost", "옮겨 적을 수 없는 긴 목적" in person.inner_text("main"))

    # A slow line: the sending shows how far it is. A line that breaks: said, and everything is still there.
    steward = house.person("steward@jongno.example")
    file = pathlib.Path(tempfile.mkdtemp(prefix="maru-walk-")) / "느린 회선.csv"
    rows = "\n".join(f"{number},{os.urandom(24).hex()}" for number in range(6000))
    file.write_text("번호,값\n" + rows, encoding="utf-8")
    house.go(steward, "/datasets/new")
    steward.locator("input[type=file]").set_input_files(str(file))
    steward.locator("input[name=title]").fill("느린 회선으로 보낸 표")
    line = steward.context.new_cdp_session(steward)
    line.send("Network.enable")
    slow = {"offline": False, "latency": 300, "downloadThroughput": 60_000, "uploadThroughput": 60_000}
    line.send("Network.emulateNetworkConditions", slow)
    steward.locator("aside button[type=submit]").click()
    steward.locator("progress[data-sending]").wait_for(state="visible", timeout=20000)
    check("a slow line shows how far the sending is", steward.locator("progress[data-sending]").is_visible())
    line.send("Network.emulateNetworkConditions", {**slow, "offline": True})
    steward.locator("[data-broken]").wait_for(state="visible", timeout=20000)
    check("a broken line is told in words", "다시 보내" in steward.locator("[data-broken]").inner_text())
    check("the title is still there", steward.locator("input[name=title]").input_value() == "느린 회선으로 보낸 표")
    # What a browser says about a broken line is no error of ours.
    house.console.clear()
    line.send("Network.emulateNetworkConditions", {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1})
    steward.locator("aside button[type=submit]").click()
    steward.wait_for_url("**/review*")
    steward.locator("#types").wait_for(timeout=30000)
    check("sent again it is read whole", "6,000" in steward.inner_text("#types"))
    steward.locator(".decide .danger").click()
    steward.wait_for_url("**/datasets/new")

    officer = house.person("officer@seoul.example")

    # What should be there by keyboard is: focus is seen, and the menu of looks closes with Escape.
    house.go(person, "/desk")
    person.locator("details.view summary").focus()
    person.keyboard.press("Enter")
    check("the looks open by keyboard", person.locator("details.view").evaluate("e => e.open"))
    person.keyboard.press("Escape")
    check("and close with Escape", not person.locator("details.view").evaluate("e => e.open"))
    outline = person.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    check("the focus is seen", outline != "none", outline)

    sign_in_that_runs_out(house)
    looks_of_the_system(house)
    larger_letters(house)
    on_paper(house, officer)


def sign_in_that_runs_out(house):
    """The time that is left is counted down, warned of before it ends, and extended without leaving the form."""
    check = house.check
    person = house.person()
    person.clock.install()
    house.go(person, "/sign-in")
    person.locator("input[name=email]").fill("official@busan.example")
    person.locator("input[name=password]").fill(walls.DEMO_PASSWORD)
    person.locator("main form button[type=submit]").first.click()
    person.wait_for_load_state()
    house.go(person, "/datasets")
    field = person.locator("#site-search")
    field.fill("반쯤 적은 말")
    left = person.locator("[data-left]")
    check("half an hour is left", left.inner_text() in ("30:00", "29:59", "29:58", "29:57"), left.inner_text())
    check("and nobody is warned yet", person.locator(".session.is-soon").count() == 0)
    person.clock.fast_forward("26:00")
    person.locator(".session.is-soon").wait_for()
    check("five minutes before its end it is said aloud", len(person.locator(".session [role=alert]").inner_text()) > 5)
    check("with the minutes that are left", left.inner_text().startswith(("03:", "04:")), left.inner_text())
    # For the browser it is 26 minutes later, for the server it is not: half an hour from the server's now is four
    # minutes from the browser's. That the form stays and the server has answered is what can be seen here.
    with person.expect_response("**/session/extend") as answer:
        person.locator(".session button").click()
    check("it is extended", answer.value.status == 200, str(answer.value.status))
    check("where one is, with what was typed", field.input_value() == "반쯤 적은 말")


def looks_of_the_system(house):
    """Whoever has chosen nothing gets what the system is set to, light or dark, and both can be read."""
    papers = []
    for scheme in ("light", "dark"):
        person = house.person("official@busan.example", color_scheme=scheme)
        for path in ("/desk", "/datasets", "/design", "/account"):
            house.go(person, path)
            violations = walls.serious(person)
            house.check(f"{path} in the system's {scheme}: axe finds nothing serious", not violations, "; ".join(violations))
        papers.append(person.evaluate("getComputedStyle(document.body).backgroundColor"))
    house.check("a dark system gets dark pages", papers[0] != papers[1], str(papers))


def larger_letters(house):
    """Each size of letters is larger than the one before, in words and in fields, and every page still fits."""
    person = house.person("official@busan.example")
    sizes = []
    for size in ("small", "medium", "large", "larger", "largest"):
        house.go(person, f"/datasets?text={size}")
        sizes.append(person.evaluate("[parseFloat(getComputedStyle(document.body).fontSize), parseFloat(getComputedStyle(document.querySelector('#site-search')).fontSize)]"))
        for path in ("/desk", "/datasets", "/requests"):
            house.go(person, path)
            house.fits(person, f"{path} fits with {size} letters")
    house.check("letters grow from size to size", all(a < b for one, two in zip(sizes, sizes[1:]) for a, b in zip(one, two)), str(sizes))


def on_paper(house, page):
    """In print there is the matter and no controls; what runs over goes on to the next sheet, and nothing is cut off."""
    check = house.check
    house.go(page, "/desk")
    decide = page.locator(".task .act a[href$='/decide']").first.get_attribute("href")
    request = decide.removesuffix("/decide")
    house.go(page, "/datasets?q=산사태+취약지역")
    dataset = page.locator("main .hits a").first.get_attribute("href")
    for path, name in [(request, "request"), (dataset, "dataset"), ("/desk", "desk"), ("/ledger", "ledger"), (decide, "decide")]:
        house.go(page, path)
        heading = page.locator("h1").inner_text()
        page.emulate_media(media="print")
        for control in ("header.top", "nav.rooms", ".skips", "footer.foot", ".help", "main .btn >> nth=0"):
            part = page.locator(control)
            check(f"{name} on paper has no {control}", part.count() == 0 or not part.first.is_visible())
        check(f"{name} on paper keeps its heading", page.locator("h1").is_visible() and page.locator("h1").inner_text() == heading)
        ink = page.evaluate("getComputedStyle(document.body).color")
        check(f"{name} on paper is black on white", ink == "rgb(0, 0, 0)", ink)
        # A4 with its margins is about 718 pixels wide: as narrow as a phone, and yet a table stays a table.
        page.set_viewport_size({"width": 718, "height": 1000})
        heads = page.locator(".stack thead th")
        check(f"{name} keeps its tables' heads on paper", heads.count() == 0 or heads.first.bounding_box()["width"] > 10)
        wide = page.evaluate(
            """() => [...document.querySelectorAll("main *")].filter(part => part.checkVisibility() && !part.closest(".sr")
                && part.getBoundingClientRect().right > document.documentElement.clientWidth + 1).map(part => part.outerHTML.slice(0, 90))"""
        )
        page.screenshot(path=str(walls.OUT / f"print-{name}.png"), full_page=True)
        check(f"{name} fits a sheet", not wide, f"{len(wide)}: {wide[:2]}")
        page.set_viewport_size({"width": 1280, "height": 900})
        page.emulate_media(media="screen")
        sheets = page.pdf(path=str(walls.OUT / f"print-{name}.pdf"), format="A4")
        check(f"{name} is printed", sheets.startswith(b"%PDF"))
