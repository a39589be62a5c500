"""A council's own pages: who sits in it, its plan from draft to adoption, its directions, and what was promised."""
import re


def walk(house):
    check = house.check
    secretary = house.person("secretariat@mois.example")
    for path, name in [
        ("/councils", "councils"), ("/councils/officers", "council"), ("/councils/officers/members", "council-members"),
        ("/councils/welfare/plan", "council-plan"), ("/councils/officers/plan/edit", "council-plan-edit"),
        ("/actions?state=all", "actions"), ("/decisions", "decisions"),
    ]:
        house.look(secretary, path, name)

    house.go(secretary, "/councils/officers")
    secretary.get_by_role("link", name="추진방향", exact=True).first.click()
    year = re.search(r"/directions/(\d{4})$", secretary.url).group(1)
    house.look(secretary, f"/councils/officers/directions/{year}", "council-directions")

    # A new version of the plan: what it changes is seen, somebody who sits there comments, and it comes into force.
    house.go(secretary, "/councils/officers/plan/edit")
    secretary.get_by_label("한 해 회의 횟수").fill("6")
    secretary.get_by_role("button", name="저장").click()
    check("the draft shows what it changes", secretary.locator("main del", has_text="4").count() == 1)
    secretary.get_by_role("button", name="의견 수렴 시작").click()
    plan = secretary.url
    officer = house.person("officer@seoul.example")
    house.go(officer, plan.replace(house.base, ""))
    officer.get_by_label("의견 남기기").fill("두 달마다 모이는 데 찬성합니다.")
    officer.get_by_role("button", name="의견 남기기").click()
    check("the comment stands with its institution", officer.locator("main", has_text="서울특별시").count() == 1)
    check("an officer cannot adopt", officer.get_by_role("button", name="확정하기").count() == 0)
    house.go(secretary, plan.replace(house.base, ""))
    secretary.get_by_role("button", name="확정하기").click()
    check("the new version is in force", secretary.locator("main h2 .chip.ok", has_text="확정").count() == 1)

    # A promise that is late stands on its owner's desk, is reported on, and keeps what was said.
    house.go(officer, "/desk")
    officer.get_by_role("link", name=re.compile("무더위쉼터 자료에")).first.click()
    house.look(officer, officer.url.replace(house.base, ""), "action")
    house.go(officer, officer.url.replace(house.base, ""))
    officer.get_by_label("추진율").fill("85")
    officer.get_by_label("내용").fill("항목을 더해 다시 등록하는 중입니다.")
    officer.get_by_label("근거 자료").fill("https://data.example/shelters")
    officer.get_by_role("button", name="저장").click()
    check("the report stands in the course", officer.locator("main", has_text="다시 등록하는 중입니다").count() == 1)
    check("the evidence can be followed", officer.get_by_role("link", name="https://data.example/shelters").count() == 1)
