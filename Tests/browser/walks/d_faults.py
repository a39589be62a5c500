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
    person.context.clear_cookies()
    person.locator("main aside button[type=submit]").click()
    person.wait_for_load_state()
    check("an ended sign-in asks to sign in again", person.locator("input[name=password]").count() == 1)
    person.locator("input[name=email]").fill("official@jongno.example")
    person.locator("input[name=password]").fill(walls.DEMO_PASSWORD)
    person.locator("main form button[type=submit]").first.click()
    person.wait_for_load_state()
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

    # What should be there by keyboard is: focus is seen, and the menu of looks closes with Escape.
    house.go(person, "/desk")
    person.locator("details.view summary").focus()
    person.keyboard.press("Enter")
    check("the looks open by keyboard", person.locator("details.view").evaluate("e => e.open"))
    person.keyboard.press("Escape")
    check("and close with Escape", not person.locator("details.view").evaluate("e => e.open"))
    outline = person.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    check("the focus is seen", outline != "none", outline)

    # In print there is the matter, and no controls.
    person.emulate_media(media="print")
    check("print leaves out the menu", not person.locator("nav.rooms").is_visible())
    person.emulate_media(media="screen")
