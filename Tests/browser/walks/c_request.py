"""The main job between two institutions: asked, clarified, extended, granted in part, used; and refused with reasons."""
import re


def press(page, name):
    page.locator(f"main details:has(> summary:text-is('{name}'))").evaluate("e => e.open = true")


def walk(house):
    check = house.check
    analyst = house.person("analyst@mois.example")
    officer = house.person("officer@seoul.example")

    # Found by searching, asked for from its page.
    house.go(analyst, "/datasets?q=돌봄서비스+이용")
    analyst.locator("main .hits a", has_text="돌봄서비스 이용 내역").first.click()
    analyst.wait_for_load_state()
    check("rows of another's data are not shown", analyst.locator(".peek").count() == 0)
    analyst.locator(".way a.btn").click()
    analyst.wait_for_load_state()
    house.look(analyst, re.sub(r"&lang=.*", "", analyst.url[len(house.base):]), "request-new")
    analyst.locator("textarea[name=purpose]").fill("독거 어르신 돌봄 공백 분석")
    analyst.locator("textarea[name=method]").fill("")
    analyst.evaluate("document.querySelector('main form').noValidate = true")
    analyst.locator("main aside button[type=submit]").click()
    analyst.wait_for_load_state()
    check("a missing method is said beside its field", analyst.locator("#error-method").count() == 1)
    check("the purpose is kept", analyst.locator("textarea[name=purpose]").input_value() == "독거 어르신 돌봄 공백 분석")
    analyst.locator("textarea[name=method]").fill("지역별·가구유형별 집계")
    for column in ("지역", "가구유형", "지원금액"):
        analyst.locator(f"input[name=column][value='{column}']").check()
    analyst.locator("main aside button[type=submit]").dblclick()
    analyst.wait_for_url(re.compile("/requests/[0-9a-z]{20}"))
    path = re.sub(r"[?#].*", "", analyst.url[len(house.base):])
    check("the arithmetic of the day is shown", analyst.locator("aside .clock li").count() >= 2)
    house.go(analyst, "/requests?end=sent&state=open")
    check("a double click asks once", analyst.locator("main tbody a", has_text="돌봄서비스").count() == 1)

    # The officer finds it on the desk, asks back, extends.
    house.look(officer, "/desk", "desk-officer")
    house.go(officer, "/desk")
    check("what is late comes first", officer.locator(".task").first.locator(".d.late").count() == 1)
    check("it waits on the desk", officer.locator(f".task a[href='{path}']").count() == 1)
    officer.locator(".counts a", has_text="기한이 지난 일").click()
    officer.wait_for_load_state()
    check("a counter leads to its part", officer.locator(".task").count() == officer.locator(".task .d.late").count() > 0)
    house.go(officer, path)
    press(officer, "보완 요청하기")
    officer.locator("form[action$='/ask'] textarea").fill("어느 지역, 어느 기간이 필요한지 알려 주십시오.")
    officer.locator("form[action$='/ask'] button").click()
    officer.wait_for_load_state()
    house.go(analyst, "/desk")
    check("the question waits on the asker's desk", analyst.locator(f".task a[href='{path}']").count() >= 1)
    house.go(analyst, path)
    analyst.locator("form[action$='/answer'] textarea").fill("2026년 상반기, 서울 전역입니다.")
    analyst.locator("form[action$='/answer'] button").click()
    analyst.wait_for_load_state()
    check("the answer is in the timeline", "2026년 상반기" in analyst.inner_text("main .clock"))
    house.go(officer, path)
    press(officer, "기한 연장하기")
    officer.locator("main form[action$='/extend'] input[name=days]").fill("12")
    officer.evaluate("document.querySelector(\"main form[action$='/extend']\").noValidate = true")
    officer.locator("main form[action$='/extend'] input[name=reason]").fill("관계 부서 의견 수렴")
    officer.locator("main form[action$='/extend'] button").click()
    officer.wait_for_load_state()
    check("more than ten days is refused", officer.locator("main #problem").count() == 1)
    house.go(officer, path)
    press(officer, "기한 연장하기")
    officer.locator("main form[action$='/extend'] input[name=days]").fill("5")
    officer.locator("main form[action$='/extend'] input[name=reason]").fill("관계 부서 의견 수렴")
    officer.locator("main form[action$='/extend'] button").click()
    officer.wait_for_load_state()
    check("the extension is in the timeline", "5일" in officer.inner_text("main"))
    house.look(officer, path, "request-officer")
    house.look(analyst, path, "request-analyst")

    # Granted in part, after seeing exactly what leaves.
    house.go(officer, f"{path}/decide")
    ticked = officer.locator("input[name=column]:checked")
    check("what was asked for is ticked", ticked.count() == 3, str(ticked.count()))
    officer.locator("select[name='way.지원금액']").select_option("band:")
    officer.locator("input[name='number.지원금액']").fill("100")
    officer.locator("input[name=column][value='가구유형']").uncheck()
    officer.locator(".decide button", has_text="나가는 모습").click()
    officer.wait_for_load_state()
    heads = [h.strip() for h in officer.locator("#preview thead th").all_inner_texts()]
    check("the preview has just what leaves", heads == ["지역", "지원금액"], str(heads))
    check("the preview has rows", officer.locator("#preview tbody tr").count() >= 5)
    house.inspect(officer, "decision with preview", "decide-preview-ko-1280-light", "ko")
    # Two tabs: the second finds that it was decided.
    other = officer.context.new_page()
    house.go(other, f"{path}/decide")
    officer.locator("input[name=column][value='가구유형']").uncheck()
    officer.locator(".decide button[value=part]").click()
    officer.wait_for_url(f"**{path}*")
    check("granted", officer.locator("header .chip.ok").count() == 1)
    other.locator(".decide button[value=whole]").click()
    other.wait_for_load_state()
    check("the second tab is told that it is decided", other.locator("main #problem").count() == 1)
    other.close()

    # The asker's grant: terms in words, the share, the way to ask.
    house.go(analyst, path)
    analyst.locator("a[href^='/grants/']").first.click()
    analyst.wait_for_load_state()
    analyst.locator(".way a.btn").wait_for(timeout=30000)
    grant = re.sub(r"[?#].*", "", analyst.url[len(house.base):])
    check("the way a column goes out is said in words", "100 단위" in analyst.inner_text("main"))
    check("the share has its hash", analyst.locator("td.hash").count() == 1)
    house.look(analyst, grant, "grant-analyst")
    house.look(officer, grant, "grant-officer")
    house.look(analyst, "/grants", "grants")
    house.look(analyst, "/requests", "requests-sent")
    house.look(officer, "/requests", "requests-received")

    # Registered data: declared, and used at once.
    house.go(analyst, "/datasets?q=노인복지시설")
    analyst.locator("main .hits a", has_text="노인복지시설 현황").first.click()
    analyst.wait_for_load_state()
    analyst.locator(".way a.btn").click()
    analyst.wait_for_load_state()
    use = re.sub(r"[?#].*", "", analyst.url[len(house.base):])
    house.look(analyst, use, "use")
    house.go(analyst, use)
    analyst.locator("textarea[name=purpose]").fill("시설 배치 비교")
    analyst.locator("textarea[name=method]").fill("지역별 집계")
    analyst.evaluate("document.querySelector('main form').noValidate = true")
    analyst.locator("main aside button[type=submit]").click()
    analyst.wait_for_load_state()
    check("without accepting the duties nothing begins", analyst.locator("#error-accept").count() == 1)
    check("and the purpose is kept", analyst.locator("textarea[name=purpose]").input_value() == "시설 배치 비교")
    analyst.locator("input[name=accept]").check()
    analyst.locator("main aside button[type=submit]").click()
    analyst.wait_for_url(re.compile("/grants/"))
    analyst.locator(".way a.btn").wait_for(timeout=30000)
    check("registered data is used at once", analyst.locator("header .chip.ok").count() == 1)

    # Refused: ground, citation and finding, each asked for; what can be offered instead.
    house.go(officer, "/requests?end=received&state=open")
    officer.locator("main tbody a", has_text="침수 신고 내역").first.click()
    officer.wait_for_load_state()
    refused = re.sub(r"[?#].*", "", officer.url[len(house.base):])
    house.look(officer, f"{refused}/decide", "decide")
    house.look(officer, f"{refused}/refuse", "refuse")
    house.go(officer, f"{refused}/refuse")
    officer.evaluate("document.querySelector('main form').noValidate = true")
    officer.locator("main button[type=submit], .decide button[type=submit]").last.click()
    officer.wait_for_load_state()
    check("an empty refusal is refused", officer.locator("main #problem").count() == 1)
    officer.locator("input[name=ground]").first.check()
    officer.locator("input[name=citation]").fill("재난 및 안전관리 기본법 제74조의3")
    officer.locator("input[name=separable][value=yes]").check()
    officer.locator("input[name=offer]").first.check()
    officer.locator("textarea[name=finding]").fill("지점별 피해액은 나눌 수 있고 지역별 건수는 제공할 수 있음")
    officer.locator("main button[type=submit], .decide button[type=submit]").last.click()
    officer.wait_for_url(re.compile(refused + "([?#]|$)"))
    check("the notice is a letter", officer.locator("pre.letter").count() == 1)
    check("it names the way to mediation", "조정" in officer.inner_text("pre.letter"))
    house.look(officer, refused, "request-refused")

    # Once in English: what waits, and where it leads.
    house.go(officer, "/desk", "en")
    check("the desk speaks English", "My desk" in officer.title(), officer.title())
    check("no Korean is left in the shell", not re.search("[가-힣]", officer.inner_text("nav.rooms")))
    officer.locator(".task .act a").first.click()
    officer.wait_for_load_state()
    check("the next action is one click away", officer.url.startswith(house.base) and "/desk" not in officer.url)

    # A person who may not decide cannot reach the page by its address.
    check("a stranger finds no request", house.person("official@busan.example").goto(f"{house.base}{path}").status in (403, 404))

    # By keyboard alone: from the desk to a decision.
    house.go(officer, "/desk")
    officer.locator("body").press("Tab")
    reached = False
    for _ in range(60):
        if officer.evaluate("document.activeElement.closest('.task') !== null && document.activeElement.matches('.act a')"):
            reached = True
            break
        officer.keyboard.press("Tab")
    check("the decision is reached by keyboard", reached)

    # The secretariat sees what is late in the nation.
    secretariat = house.person("secretariat@mois.example")
    house.look(secretariat, "/desk", "desk-secretariat")
