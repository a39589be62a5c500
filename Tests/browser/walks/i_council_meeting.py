"""A meeting until it opens: its date, its agenda, the call, a paper, answers and opinions, and the link of the mail."""
import base64
import hashlib
import hmac
import pathlib
import re
import sqlite3
import tempfile


def walk(house):
    check = house.check
    secretary = house.person("secretariat@mois.example")
    officer = house.person("officer@seoul.example")
    house.look(secretary, "/councils/officers/meetings", "council-meetings")
    house.go(secretary, "/councils/officers/meetings?form=add")
    form = secretary.locator("form[action$='/councils/officers/meetings']")
    form.locator("input[name=day]").fill("2027-03-10")
    form.locator("input[name=place]").fill("")
    form.locator("button[type=submit]").click()
    secretary.wait_for_load_state()
    check("a meeting in person needs a place", secretary.locator("#error-place").count() == 1)
    form = secretary.locator("form[action$='/councils/officers/meetings']")
    check("the day is kept", form.locator("input[name=day]").input_value() == "2027-03-10")
    form.locator("input[name=place]").fill("정부세종청사 4동 대회의실")
    form.locator("button[type=submit]").click()
    secretary.wait_for_url(re.compile("/meetings/[0-9a-z]{20}"))
    path = re.sub(r"[?#].*", "", secretary.url[len(house.base):])

    house.go(secretary, f"{path}/agenda")
    form = secretary.locator(f"form[action='{path}/agenda']")
    form.locator("input[name=title]").fill("재난안전 데이터 공동활용 표준(안)")
    form.locator("input[name=minutes]").fill("40")
    form.locator("textarea[name=text]").fill("시·도 재난안전 데이터의 항목을 맞추고 공동활용 대상을 정한다.")
    form.locator("button[type=submit]").click()
    secretary.wait_for_load_state()
    form = secretary.locator(f"form[action='{path}/agenda']")
    form.locator("input[name=title]").fill("다음 분기 계획")
    form.locator("button[type=submit]").click()
    secretary.wait_for_load_state()
    times = secretary.locator(".agenda time").all_inner_texts()
    check("times follow from the minutes", times[-2:] == ["14:00–14:40", "14:40–15:00"], str(times))
    secretary.locator(".item-moves button", has_text="↑").last.click()
    secretary.wait_for_load_state()
    check("an item moves up", "다음 분기" in secretary.locator(".agenda h3").first.inner_text())
    house.look(secretary, f"{path}/agenda", "council-agenda")
    house.look(secretary, f"{path}/call", "council-call")
    house.go(officer, path)
    check("members do not see the draft", officer.locator(".agenda .item").count() == 0)
    house.go(secretary, f"{path}/call")
    secretary.locator("form.call-form button[type=submit]").click()
    secretary.wait_for_url(re.compile(f"{path}$"))

    house.go(officer, path)
    check("a member is asked", officer.locator(".tasks .task").count() == 2)
    officer.locator(".answer-form button", has_text="참석").first.click()
    officer.wait_for_load_state()
    check("the answer stands", officer.locator(".answer-form button[aria-pressed=true]").inner_text() == "참석")
    with tempfile.TemporaryDirectory() as folder:
        paper = pathlib.Path(folder) / "표준안.txt"
        paper.write_text("표준안", encoding="utf-8")
        house.go(secretary, path)
        secretary.locator(".bring").first.evaluate("e => e.open = true")
        secretary.locator(".bring input[type=file]").first.set_input_files(str(paper))
        secretary.locator(".bring button").first.click()
        secretary.wait_for_load_state()
        house.go(officer, path)
        check("the paper is there for members", officer.locator(".papers a", has_text="표준안.txt").count() == 1)
        house.look(officer, path, "council-meeting")
        officer.locator(".item-opinion a").first.click()
        officer.wait_for_load_state()
        opinion = re.sub(r"[?#].*", "", officer.url[len(house.base):])
        house.look(officer, opinion, "council-opinion")
        house.go(officer, opinion)
        officer.locator("input[value=disagree]").check()
        officer.locator("main form button[type=submit]").click()
        officer.wait_for_load_state()
        check("whoever disagrees says why", officer.locator("#error-text").count() == 1)
        check("and the choice is kept", officer.locator("input[value=disagree]").is_checked())
        officer.locator("textarea[name=text]").fill("예산 확보 뒤에 정하는 것이 좋겠습니다.")
        officer.locator("input[type=file]").set_input_files(str(paper))
        officer.locator("main form button[type=submit]").click()
        officer.wait_for_url(re.compile(f"{path}$"))
    house.look(officer, f"{path}/opinions", "council-opinions")
    house.go(officer, f"{path}/opinions")
    check("everybody sees who said what", officer.locator(".matrix .chip", has_text="부동의").count() == 1)
    house.go(officer, f"{path}/opinions?show=unanswered")
    check("and who has not answered", officer.locator(".matrix tbody tr").count() >= 1)

    # The link of the mail answers for the seat and opens nothing else.
    stranger = house.person()
    link = answering(house.demo["home"], path.rsplit("/", 1)[1], "officer@seoul.example")
    house.look(stranger, link, "council-rsvp")
    house.go(stranger, link)
    check("the link knows what was answered", stranger.locator(".facts .chip").inner_text() == "참석")
    stranger.locator(".answer-form button", has_text="불참").click()
    stranger.wait_for_load_state()
    check("and changes it without a sign-in", stranger.locator(".facts .chip").inner_text() == "불참")


def answering(home, meeting, email):
    """What a mail to `email` has as its link: made as `AnsweringLinks` makes it."""
    key = (pathlib.Path(home) / "keys/council.key").read_bytes()
    store = sqlite3.connect(f"file:{home}/maru.sqlite?mode=ro", uri=True)
    person = store.execute("SELECT id FROM person WHERE email = ?", (email,)).fetchone()[0]
    seat = store.execute(
        """SELECT s.id FROM seat s JOIN invitation i ON i.seat = s.id JOIN appointment a ON a.institution = s.institution
           WHERE i.meeting = ? AND a.person = ? AND a.role = 'officer' AND s.kind = 'member'""", (meeting, person)).fetchone()[0]

    def mac(text):
        return hmac.new(key, text.encode(), hashlib.sha256).digest()[:16]

    secret = mac(f"rsvp\n{meeting}\n{seat}")
    return "/rsvp/" + base64.urlsafe_b64encode(secret + mac(f"rsvp by\n{secret.hex()}\n{person}")).decode().rstrip("=")
