"""A difficulty from a county official to its outcome: raised, passed on, reviewed, accepted, made policy, carried out."""
import re


def walk(house):
    check = house.check
    official = house.person("official@yanggu.example")
    officer = house.person("officer@yanggu.example")
    secretariat = house.person("secretariat@mois.example")
    seoul = house.person("officer@seoul.example")

    # The board: everybody sees it, filtered and counted.
    house.look(official, "/suggestions", "suggestions")
    house.look(official, "/suggestions/new", "suggestion-new")
    house.go(official, "/suggestions?state=all")
    everything = official.locator("main .tabs a[aria-current] .num").inner_text()
    check("the board counts all thirty", everything == "30", everything)
    house.go(official, "/suggestions?state=all&sector=disaster")
    check("a sector narrows it", 0 < official.locator("main tbody tr").count() < 20)

    # Whoever writes what others have sees theirs first.
    house.go(official, "/suggestions/new")
    official.locator("input[name=title]").fill("침수통계 서식이 시도마다 다릅니다")
    official.locator("[data-similar] a").first.wait_for()
    check("similar ones appear while the title is written", "침수" in official.locator("[data-similar]").inner_text())
    official.locator("textarea[name=text]").fill("이웃 군과 통계를 합치지 못합니다.")
    official.locator("main aside button.primary").click()
    official.wait_for_load_state()
    check("similar ones come first", official.locator("#similar .way").count() >= 1)
    check("and what was typed is kept", official.locator("input[name=title]").input_value() == "침수통계 서식이 시도마다 다릅니다")

    # Another matter altogether is raised at once, and has a receipt.
    house.go(official, "/suggestions/new")
    official.locator("input[name=title]").fill("빙판길 제설 차량 위치 공유")
    official.locator("textarea[name=text]").fill("도로마다 관리 기관이 달라 제설 여부를 알 수 없습니다.")
    official.locator("select[name=sector]").select_option("disaster")
    official.locator("main aside button.primary").click()
    official.wait_for_url(re.compile(r"/suggestions/20\d\d-\d{4}"))
    path = re.sub(r"[?#].*", "", official.url[len(house.base):])
    check("the raiser is told the receipt", path.split("/")[-1] in official.locator("main").inner_text())

    def act(page, move, text="", **more):
        house.go(page, path)
        form = page.locator("#act form")
        choice = form.locator(f"input[name=move][value={move}]")
        if choice.get_attribute("type") == "radio":
            choice.check()
        form.locator("textarea[name=text]").fill(text)
        for name, value in more.items():
            form.locator(f"[name={name}]").fill(value)
        form.locator("button[type=submit]").click()
        page.wait_for_load_state()
        check(f"{move} is done", page.locator("#problem").count() == 0 and page.url.startswith(house.base + path), page.url)

    # Their officer finds it on the desk and passes it on.
    house.go(officer, "/desk")
    check("it waits on the officer's desk", officer.locator(f".task a[href='{path}']").count() >= 1)
    house.look(officer, path, "suggestion-officer")
    act(officer, "endorse", "도 전체가 겪는 일입니다.")

    # The council reviews, accepts and makes it policy, with an owner.
    house.go(secretariat, "/desk")
    check("then on the secretary's", secretariat.locator(f".task a[href='{path}']").count() >= 1)
    act(secretariat, "review", "도로 관리 기관의 의견을 모았습니다.")
    house.look(secretariat, path, "suggestion-secretary")
    house.go(secretariat, path)
    secretariat.locator("#act input[name=move][value=decline]").check()
    secretariat.locator("#act button[type=submit]").click()
    secretariat.wait_for_load_state()
    check("no refusal without a reason", secretariat.locator("main #problem").count() == 1)
    act(secretariat, "accept", "시범 공유를 하기로 했습니다.")
    act(secretariat, "makePolicy", "제설 차량 위치를 시도 사이에 나눕니다.", owner="6110000")

    # The owner carries it out, and says what has changed.
    house.go(seoul, "/desk")
    check("then on the owner's", seoul.locator(f".task a[href='{path}']").count() >= 1)
    act(seoul, "carryOut", "위치 자료를 등록했습니다.")
    act(seoul, "recordOutcome", "제설 여부를 바로 확인할 수 있습니다.")

    # You said, we did: one page tells it all.
    house.look(official, path, "suggestion-outcome")
    house.go(official, path)
    words = official.locator("main").inner_text()
    for said in ("제설 여부를 알 수 없습니다", "도 전체가 겪는 일입니다", "시범 공유를 하기로", "제설 차량 위치를 시도 사이에", "위치 자료를 등록", "바로 확인할 수 있습니다"):
        check(f"the chain says: {said}", said in words)
    check("seven steps, one under the other", official.locator("main .clock li").count() == 7, str(official.locator("main .clock li").count()))

    # What is late by law stands before the council, with a letter to the holder's officer.
    house.look(secretariat, "/councils/officers/overdue", "overdue")
    house.go(secretariat, "/councils/officers/overdue")
    check("the overdue board names holders and days", secretariat.locator("main tbody .finding").count() >= 1)
    letter = secretariat.locator("main tbody a[href*='/overdue/']").first.get_attribute("href")
    house.look(secretariat, letter, "overdue-letter")
    house.go(secretariat, letter)
    secretariat.locator("main form button[type=submit]").click()
    secretariat.wait_for_load_state()
    check("the reminder is sent", secretariat.url.split("?")[0].endswith("/overdue"), secretariat.url)
    house.go(secretariat, letter)
    secretariat.locator("main form button[type=submit]").click()
    secretariat.wait_for_load_state()
    check("once a day", secretariat.locator("main #problem").count() == 1)
