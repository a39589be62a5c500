"""The ledger and one's own account: acts in words, a proof that Python checks alone, tokens, sessions, password."""
import pathlib
import subprocess
import sys
import tempfile

AUDITOR, SECRETARIAT, STEWARD = "auditor@mois.example", "secretariat@mois.example", "steward@yanggu.example"


def walk(house):
    check = house.check
    auditor = house.person(AUDITOR)
    house.look(auditor, "/ledger", "ledger")
    house.go(auditor, "/ledger")
    check("the ledger lists acts in words", "했습니다" in auditor.locator(".acts").inner_text())
    first = int(auditor.locator(".acts .seq a").first.get_attribute("href").split("/")[-1])
    auditor.locator("nav.pages a[rel=next]").click()
    auditor.wait_for_load_state()
    older = int(auditor.locator(".acts .seq a").first.get_attribute("href").split("/")[-1])
    check("older acts follow", older == first - 50, f"{first} {older}")
    auditor.locator("nav.pages a[rel=prev]").click()
    auditor.wait_for_load_state()
    check("and the way back leads to the newest", f"/ledger/{first}" in auditor.content())

    # Filters: by kind, person, institution, day; what does not exist is said beside the field.
    auditor.locator("main select[name=kind]").select_option("sharing.granted")
    auditor.locator("main form.filter button").click()
    auditor.wait_for_load_state()
    words = set(auditor.locator(".acts .what").all_inner_texts())
    check("only the kind that was asked for", words == {"데이터를 제공하기로 결정했습니다"}, str(words))
    granted = auditor.locator(".acts .seq a").first.get_attribute("href")
    house.go(auditor, "/ledger?institution=6110000&who=officer@seoul.example&from=2020-01-01&until=2099-12-31")
    check("by institution, person and days", auditor.locator(".acts > li").count() >= 1)
    house.go(auditor, "/ledger?who=nobody@x.example")
    check("an unknown person is said", auditor.locator("#error-who").count() == 1)
    house.inspect(auditor, "ledger, wrong filter (ko)", "ledger-wrong-ko-1280-light", "ko")
    house.look(auditor, "/ledger?until=2020-01-01", "ledger-nothing")

    # One act: what it says, and a proof that Python checks with the script on the page.
    house.look(auditor, granted, "act")
    house.go(auditor, granted)
    subject = auditor.locator("a[href^='/ledger?subject=']").first.get_attribute("href")
    script = auditor.locator("pre[data-check]").inner_text()
    with tempfile.TemporaryDirectory() as folder:
        with auditor.expect_download() as waiting:
            auditor.locator("a[href$='/proof.json']").click()
        proof = pathlib.Path(folder) / "proof.json"
        waiting.value.save_as(proof)
        check_py = pathlib.Path(folder) / "check.py"
        check_py.write_text(script)
        run = subprocess.run([sys.executable, check_py, proof], capture_output=True, text=True)
        check("the script on the page finds the proof good", "included:" in run.stdout, run.stderr[-300:])
        proof.write_text(proof.read_text().replace("sharing.granted", "sharing.refused"))
        run = subprocess.run([sys.executable, check_py, proof], capture_output=True, text=True)
        check("and a forged one bad", run.returncode != 0)
    house.look(auditor, subject, "ledger-subject")
    house.look(auditor, "/ledger/checkpoints", "checkpoints")
    house.go(auditor, "/ledger/checkpoints")
    note = auditor.locator("main tbody th a").first.get_attribute("href")
    text = auditor.request.get(house.base + note).text()
    check("a checkpoint is a signed note", text.count("\n") >= 4 and "\u2014" in text)
    house.look(auditor, "/ledger/999999", "act-none", expected=404)

    # People of an institution see theirs; a stranger only the checkpoints.
    steward = house.person(STEWARD)
    house.go(steward, "/ledger")
    places = {line.split("\n")[0].split(" · ")[-1] for line in steward.locator(".acts .by").all_inner_texts()}
    check("a steward sees the acts of the own institution", places == {"양구군"}, str(places))
    answer = house.go(steward, "/ledger/1")
    check("and not the nation's", answer.status == 403, str(answer.status))
    house.look(steward, "/ledger/1", "not-allowed", expected=403)
    stranger = house.person()
    house.go(stranger, "/ledger/checkpoints")
    check("checkpoints are for everybody", stranger.locator("main tbody tr").count() >= 1)
    house.go(stranger, "/ledger")
    check("acts are not", "/sign-in" in stranger.url, stranger.url)

    # One's account.
    house.look(steward, "/account", "account")
    other = house.person(STEWARD)
    house.go(steward, "/account")
    check("the name in the header leads to the account", steward.locator("header a[href='/account']").count() == 1)
    steward.locator("main [name=name]").fill("통계 내려받기")
    steward.locator("form[action='/account/tokens'] button").click()
    steward.wait_for_load_state()
    secret = steward.locator(".secret").inner_text()
    house.inspect(steward, "account, new token (ko)", "account-token-ko-1280-light", "ko")
    answer = steward.request.get(house.base + "/api/v1/tokens", headers={"Authorization": f"Bearer {secret}", "Cookie": ""})
    check("the token works", answer.ok and answer.json()[0]["name"] == "통계 내려받기", answer.text()[:200])
    house.go(steward, "/account")
    check("its secret is not shown again", secret not in steward.content())
    check("its use is", "아직 없음" not in steward.locator("#tokens").inner_text())
    steward.locator("#tokens form[action$='/revoke'] button").first.click()
    steward.wait_for_load_state()
    answer = steward.request.get(house.base + "/api/v1/tokens", headers={"Authorization": f"Bearer {secret}", "Cookie": ""})
    check("a revoked token does not", answer.status == 401, str(answer.status))

    check("the other browser is in the list", steward.locator("#sessions li").count() >= 2)
    steward.locator("#sessions > form button").click()
    steward.wait_for_load_state()
    check("one is left", steward.locator("#sessions li").count() == 1)
    house.go(other, "/account")
    check("the other browser is signed out", "/sign-in" in other.url, other.url)

    fields = {"presentPassword": "not this one", "password": "새로 정한 긴 비밀번호", "againPassword": "새로 정한 긴 비밀번호"}
    for name, value in fields.items():
        steward.locator(f"#password [name={name}]").fill(value)
    steward.locator("#password button").click()
    steward.wait_for_load_state()
    check("a wrong present password is said beside its field", steward.locator("#error-presentPassword").count() == 1)
    house.inspect(steward, "account, wrong password (ko)", "account-wrong-ko-1280-light", "ko")
    for name, value in {**fields, "presentPassword": house.demo["password"]}.items():
        steward.locator(f"#password [name={name}]").fill(value)
    steward.locator("#password button").click()
    steward.wait_for_load_state()
    check("a new password asks to sign in again", "/sign-in" in steward.url and "바꾸었습니다" in steward.locator("main").inner_text(), steward.url)
    steward.locator("input[name=email]").fill(STEWARD)
    steward.locator("input[name=password]").fill(fields["password"])
    steward.locator("main form button[type=submit]").first.click()
    steward.wait_for_load_state()
    check("and works", steward.url.split("?")[0].endswith("/account"), steward.url)
