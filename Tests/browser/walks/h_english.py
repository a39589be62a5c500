"""The main job once in English: registered, asked for, granted in part, queried, and found in the ledger."""
import pathlib
import re
import tempfile


def walk(house):
    check = house.check
    steward = house.person("steward@busan.example")
    analyst = house.person("analyst@seoul.example")
    officer = house.person("officer@busan.example")
    for page in (steward, analyst, officer):
        house.go(page, "/desk", "en")

    # Registered by the steward.
    file = pathlib.Path(tempfile.mkdtemp(prefix="maru-walk-")) / "piers.csv"
    rows = "\n".join(f"P{number:03d},{'Haeundae' if number % 3 else 'Yeongdo'},{number * 7}" for number in range(1, 91))
    file.write_text("code,district,visitors\n" + rows, encoding="utf-8")
    house.go(steward, "/datasets/new", "en")
    steward.locator("input[type=file]").set_input_files(str(file))
    steward.locator("aside button[type=submit]").click()
    steward.wait_for_url("**/review*")
    steward.locator("#types").wait_for(timeout=30000)
    check("what was read is said in English", "whole number" in steward.inner_text("#types"))
    steward.locator(".decide a.primary").click()
    steward.wait_for_load_state()
    steward.locator("input[name=title]").fill("부두 이용객")
    steward.locator("input[name=titleEn]").fill("Visitors of piers")
    steward.locator("input[name=access][value=request]").check()
    steward.locator(".decide button.primary").click()
    steward.wait_for_url(re.compile("/datasets/[0-9a-z]{20}([?#]|$)"))
    dataset = re.sub(r"[?#].*", "", steward.url[len(house.base):])
    check("its English title is shown", steward.locator("h1").inner_text() == "Visitors of piers")

    # Found and asked for by the analyst.
    house.go(analyst, "/datasets?q=visitors+piers", "en")
    analyst.locator(f"main a[href='{dataset}']").first.click()
    analyst.wait_for_load_state()
    analyst.locator(".way a.btn").click()
    analyst.wait_for_load_state()
    analyst.locator("textarea[name=purpose]").fill("Crowding on holidays")
    analyst.locator("textarea[name=method]").fill("Sums by district")
    analyst.locator("main aside button[type=submit]").click()
    analyst.wait_for_url(re.compile("/requests/[0-9a-z]{20}"))
    request = re.sub(r"[?#].*", "", analyst.url[len(house.base):])
    check("the due date is written in English", bool(re.search(r"\d{1,2} \w{3} 20\d\d", analyst.inner_text("aside"))))

    # Decided by the officer, from the desk.
    house.go(officer, "/desk", "en")
    officer.locator(f".task:has(a[href='{request}']) .act a").click()
    officer.wait_for_load_state()
    officer.locator("input[name=column][value=code]").uncheck()
    officer.locator(".decide button[value=preview]").click()
    officer.wait_for_load_state()
    heads = [head.strip() for head in officer.locator("#preview thead th").all_inner_texts()]
    check("the preview holds what leaves", heads == ["district", "visitors"], str(heads))
    officer.locator(".decide button[value=part]").click()
    officer.wait_for_url(re.compile(request + "([?#]|$)"))
    check("granted in part", officer.locator("header .chip.ok").count() == 1)

    # Asked over by the analyst.
    house.go(analyst, request, "en")
    analyst.locator(".way a.btn").click()
    analyst.wait_for_load_state()
    analyst.locator(".way a.btn").wait_for(timeout=30000)
    grant = re.sub(r"[?#].*", "", analyst.url[len(house.base):])
    analyst.locator(".way a.btn").click()
    analyst.wait_for_load_state()
    table = analyst.locator("main").inner_text()
    check("the SQL page names the table that was granted", "piers" in table)

    # All of it is in the ledger.
    for subject in (dataset, request, grant):
        kind, key = subject.strip("/").split("/")
        house.go(officer, f"/ledger?subject={kind.removesuffix('s')}/{key}", "en")
        check(f"the ledger knows the {kind.removesuffix('s')}", officer.locator("main a[href^='/ledger/']").count() >= 1)
    hangul = re.findall("[가-힣]+", officer.inner_text("main"))
    check("the ledger's page is in English", len(set(hangul) - {"부산광역시", "책임관", "분석관", "담당자"}) <= 4, str(hangul[:8]))
