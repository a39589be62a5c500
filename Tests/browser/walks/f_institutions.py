"""Institutions over time, their people and roles: what everybody reads, and what the secretariat and officers do."""
import datetime
import re

SECRETARIAT, OFFICER = "secretariat@mois.example", "officer@seoul.example"


def send(page):
    page.locator("main form[method=post] button[type=submit]").last.click()
    page.wait_for_load_state()


def said(page):
    notice = page.locator("main > .notice")
    return notice.first.inner_text() if notice.count() else ""


def walk(house):
    check = house.check
    today = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=9))).date()
    ahead = (today + datetime.timedelta(days=40)).isoformat()

    # Everybody: the list, one institution, no names.
    page = house.person()
    house.look(page, "/institutions", "institutions")
    house.look(page, "/institutions/6110000", "institution")
    house.look(page, "/institutions?q=zzzzqqqq", "institutions-none")
    check("a stranger sees no names", page.locator("main a[href^='/people/']").count() == 0)
    house.go(page, "/institutions")
    page.locator("main input[name=q]").fill("양구")
    page.locator("main input[name=q]").press("Enter")
    page.wait_for_load_state()
    check("searching by part of a name finds one", page.locator("main tbody tr").count() == 1)
    house.go(page, "/institutions?sort=-code")
    codes = page.locator("main tbody td:nth-child(2)").all_inner_texts()
    check("the list sorts by code", codes == sorted(codes, reverse=True) and len(codes) > 5, str(codes[:3]))
    house.go(page, "/institutions/6110000/appoint")
    check("a stranger is sent to sign in", "/sign-in" in page.url, page.url)

    # The secretariat adds an institution and appoints: too low a rank is a warning, not a bar.
    clerk = house.person(SECRETARIAT)
    house.look(clerk, "/institutions/6110000", "institution-inside")
    house.look(clerk, "/institutions/new", "institution-new")
    # Without JavaScript nothing but the server keeps a double click from doing it twice.
    clerk = house.person(SECRETARIAT, java_script_enabled=False)
    house.go(clerk, "/institutions/new")
    for name, value in [("name", "새솔군"), ("nameEn", "Saesol County"), ("code", "4209990"), ("parent", "강원특별자치도 (6510000)"), ("region", "강원"), ("from", (today - datetime.timedelta(days=30)).isoformat())]:
        clerk.locator(f"main [name={name}]").fill(value)
    clerk.locator("main select[name=kind]").select_option("basic")
    clerk.locator("main form[method=post] button[type=submit]").dblclick()
    clerk.wait_for_url("**/institutions/4209990")
    clerk = house.person(SECRETARIAT)
    house.go(clerk, "/institutions?q=새솔군")
    check("there is one", clerk.locator("main tbody tr").count() == 1)

    house.go(clerk, "/institutions/4209990/people/new")
    clerk.locator("main [name=name]").fill("김새솔")
    clerk.locator("main [name=email]").fill("officer@saesol.example")
    send(clerk)
    check("the person's page opens", clerk.locator("h1").inner_text() == "김새솔", clerk.url)
    house.look(clerk, "/people/officer@saesol.example", "person-new")
    house.go(clerk, "/institutions/4209990/appoint?email=officer@saesol.example")
    clerk.locator("main input[name=role][value=officer]").check()
    clerk.locator("main [name=rank]").fill("6급")
    send(clerk)
    check("a rank below the rule is a warning with its citation", "18조" in clerk.locator("#problem").inner_text())
    house.inspect(clerk, "appoint, warned (ko)", "appoint-warned-ko-1280-light", "ko")
    send(clerk)
    check("and may be appointed all the same", "김새솔" in said(clerk) and "책임관" in clerk.locator("main table").inner_text(), said(clerk))
    house.look(clerk, "/people/officer@saesol.example", "person")
    house.look(clerk, "/institutions/4209990/people", "people")
    house.look(clerk, "/institutions/4209990/people/new", "people-new")
    house.look(clerk, "/institutions/4209990/appoint", "appoint")

    # A form that is wrong comes back with what was typed and what is wrong.
    house.look(clerk, "/institutions/4209990/rename", "rename")
    house.go(clerk, "/institutions/4209990/rename")
    clerk.locator("main [name=name]").fill("새솔시 <b>")
    clerk.evaluate("document.querySelector('main form').noValidate = true")
    clerk.locator("main [name=ground]").fill("")
    send(clerk)
    check("a rename without its ground comes back", clerk.locator("main [name=name]").input_value() == "새솔시 <b>")
    check("and says so beside the field", clerk.locator("#error-ground").count() == 1)
    house.inspect(clerk, "rename, wrong (ko)", "rename-wrong-ko-1280-light", "ko")
    clerk.locator("main [name=name]").fill("새솔시")
    clerk.locator("main [name=ground]").fill("새솔시 설치에 관한 법률")
    send(clerk)
    check("a rename is done", "새솔시" in said(clerk), said(clerk))
    house.go(clerk, "/institutions?q=새솔군")
    check("its former name still finds it", "새솔시" in clerk.locator("main tbody").inner_text())

    # A password is set by whoever looks after the person, who then signs in and sees the menu.
    for change in ("move", "retire", "password"):
        house.look(clerk, f"/people/officer@saesol.example/{change}", f"person-{change}")
    house.go(clerk, "/people/officer@saesol.example/password")
    clerk.locator("main [name=password]").fill(house.demo["password"])
    send(clerk)
    check("the password is set", "비밀번호" in said(clerk), said(clerk))
    fresh = house.person("officer@saesol.example")
    house.go(fresh, "/institutions/4209990")
    check("an officer may appoint at the own institution", fresh.locator("main a[href$='/appoint']").count() == 1)
    check("and may not merge it", fresh.locator("main a[href$='/merge']").count() == 0)
    house.go(fresh, "/institutions/6110000")
    check("nor appoint elsewhere", fresh.locator("main a[href$='/appoint']").count() == 0)

    # A role ends with a reason.
    house.go(clerk, "/people/officer@saesol.example")
    clerk.locator("main a[href$='/end']").first.click()
    clerk.wait_for_load_state()
    ending = re.sub(r"[?#].*", "", clerk.url[len(house.base):])
    house.look(clerk, ending, "appointment-end")
    house.go(clerk, ending)
    clerk.locator("main [name=reason]").fill("인사이동")
    send(clerk)
    check("the role's end is said", "끝납니다" in said(clerk), said(clerk))

    # Merging: ahead of its day, with the picks by name.
    house.look(clerk, "/institutions/6510000/merge", "merge")
    house.look(clerk, "/institutions/6510000/split", "split")
    house.look(clerk, "/institutions/6510000/abolish", "abolish")
    house.go(clerk, "/institutions/6510000/merge")
    clerk.locator("main [name=from]").fill("새솔시 (4209990)")
    clerk.locator("main [name=since]").fill((today - datetime.timedelta(days=60)).isoformat())
    clerk.locator("main [name=ground]").fill("강원특별자치도 설치 등에 관한 특별법")
    send(clerk)
    check("an institution cannot be merged away before it began", clerk.locator("#problem").count() == 1)
    check("the form keeps what was picked", clerk.locator("main [name=from]").input_value() == "새솔시 (4209990)")
    clerk.locator("main [name=since]").fill(ahead)
    send(clerk)
    check("a merger ahead is entered", "통합했습니다" in said(clerk), said(clerk))
    house.look(clerk, "/institutions/6510000", "institution-merged")
    house.go(clerk, "/institutions?q=새솔")
    ended = clerk.locator("main tbody a").first.get_attribute("href")
    house.look(clerk, ended, "institution-ending")
    check("the one that ends says who takes over", "강원특별자치도" in clerk.locator("main").inner_text())
    house.go(clerk, f"{ended}/abolish")
    clerk.locator("main [name=until]").fill(ahead)
    clerk.locator("main [name=ground]").fill("조례")
    send(clerk)
    check("what has ended in another tab cannot be ended again", clerk.locator("#problem").count() == 1)

    # Without JavaScript, by keyboard: the filter and an appointment form.
    plain = house.person(OFFICER, java_script_enabled=False)
    house.go(plain, "/institutions/6110000/appoint")
    roles = [one.get_attribute("value") for one in plain.locator("main input[name=role]").all()]
    check("an officer appoints deputies and stewards, no officers", "deputy" in roles and "officer" not in roles, str(roles))
    plain.locator("main [name=email]").fill("official@seoul.example")
    plain.locator("main input[name=role][value=analyst]").check()
    plain.locator("main [name=from]").press("Enter")
    plain.wait_for_load_state()
    check("the form is sent by Enter without JavaScript", "분석관" in said(plain), plain.url)
    check("and leads to the person", bool(re.search(r"/people/", plain.url)), plain.url)
