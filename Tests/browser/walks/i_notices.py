"""The inbox, how one wants to hear of things, and calendars to subscribe to."""
import re

OFFICER = "officer@seoul.example"


def walk(house):
    check = house.check
    officer = house.person(OFFICER)
    # The server tells of acts moments after it began; the demo's officer has been asked for data.
    house.go(officer, "/notices")
    for _ in range(50):
        if officer.locator(".told > li").count():
            break
        officer.wait_for_timeout(200)
        house.go(officer, "/notices")
    house.look(officer, "/notices", "notices")
    house.go(officer, "/notices")
    unread = officer.locator("header.top .told .num").inner_text()
    check("the head counts what is unread", re.search(r"\d", unread) is not None, unread)
    first = officer.locator(".told li.unread h2 a").first
    title = first.inner_text()
    first.click()
    officer.wait_for_load_state()
    check("a notice leads to where it is acted on", "/notices" not in officer.url, officer.url)
    house.go(officer, "/notices?show=unread")
    check("and is read with that", title not in officer.locator("main").inner_text() or "99+" in unread, title)
    officer.locator("form[action='/notices/read'] button").click()
    officer.wait_for_load_state()
    check("everything can be read at once", officer.locator("header.top .told .num").count() == 0)
    house.look(officer, "/notices?show=unread", "notices-none")

    house.look(officer, "/notices/settings", "notices-settings")
    house.go(officer, "/notices/settings")
    officer.locator("input[name=mail][value=digest]").check()
    officer.locator("form[action='/notices/settings'] button").click()
    officer.wait_for_load_state()
    check("the choice is kept", officer.locator("input[name=mail][value=digest]").is_checked())
    officer.locator("form[action='/notices/feed'] button").click()
    officer.wait_for_load_state()
    feed = officer.locator("pre.secret").inner_text()
    answer = officer.request.get(house.base + feed)
    check("the feed is Atom", "application/atom+xml" in answer.headers["content-type"], feed)
    house.inspect(officer, "feed made (ko)", "notices-feed-ko-1280-light", "ko")

    house.look(officer, "/calendar", "calendar")
    house.go(officer, "/calendar")
    officer.locator("select[name=kind]").select_option("due")
    officer.locator("form[action='/calendar/feeds'] button").click()
    officer.wait_for_load_state()
    address = officer.locator("pre.secret").inner_text()
    answer = officer.request.get(house.base + address[address.index("/calendar/"):])
    check("the calendar is iCalendar", answer.text().startswith("BEGIN:VCALENDAR"), address)
    house.inspect(officer, "calendar made (ko)", "calendar-made-ko-1280-light", "ko")
    house.go(officer, "/calendar")
    officer.locator("form[action$='/revoke'] button").first.click()
    officer.wait_for_load_state()
    check("a revoked calendar is gone", officer.locator("form[action$='/revoke']").count() == 0)
