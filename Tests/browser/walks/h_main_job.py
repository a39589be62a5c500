"""The main job from end to end: in Korean, and once more in English, where nobody but the analyst has JavaScript.

A steward registers a file in CP949, corrects a type, answers for a personal finding and publishes. An analyst of
another institution finds it and asks; the officer asks back, extends, looks at what would leave and grants a part; the
analyst queries just that, draws it and takes it away. An official's request is refused. The ledger has all of it.
"""
import pathlib
import re
import tempfile

HOLDER = {"ko": "gg.example", "en": "busan.example"}
ASKER = {"ko": "haeundae.example", "en": "seoul.example"}
TITLE = {"ko": "부두 이용객 현황", "en": "Visitors of piers"}
HEADS = {"ko": ["부두코드", "구역", "이용객", "담당자전화", "집계일"], "en": ["pier", "district", "visitors", "phone", "counted"]}
DATE = {"ko": r"20\d\d\. \d{1,2}\. \d{1,2}\.\([월화수목금토일]\)", "en": r"\d{1,2} [A-Z][a-z]{2} 20\d\d"}


def walk(house):
    for language in ("ko", "en"):
        Job(house, language).whole()


def piers(heads):
    rows = [",".join(heads)] + [
        f"{number:05d},{'해운대' if number % 3 else '영도'},{number * 7},010-0000-{1000 + number},2026-{number % 12 + 1:02d}-03"
        for number in range(1, 91)
    ]
    return "\r\n".join(rows).encode("cp949")


class Job:
    """The whole of it in one language."""

    def __init__(self, house, language):
        self.house, self.language, self.heads = house, language, HEADS[language]

    def check(self, name, ok, detail=""):
        self.house.check(f"{self.language}: {name}", ok, detail)

    def person(self, who, end):
        """Somebody who works in this language; in English without JavaScript, but for the analyst's editor."""
        scripted = self.language == "ko" or who == "analyst"
        page = self.house.person(f"{who}@{end[self.language]}", java_script_enabled=scripted)
        self.go(page, "/desk")
        return page

    def go(self, page, path):
        return self.house.go(page, path, self.language)

    def until(self, page, selector):
        """Waits for work in the background: a script looks for its end, and without one the page opens itself again."""
        page.locator(selector).first.wait_for(state="attached", timeout=60_000)

    def path(self, page):
        return re.sub(r"[?#].*", "", page.url[len(self.house.base):])

    def press(self, page, selector):
        page.locator(selector).click()
        page.wait_for_load_state()

    def whole(self):
        self.register()
        self.analyst = self.person("analyst", ASKER)
        self.officer = self.person("officer", HOLDER)
        request = self.ask(self.analyst)
        self.clarify_and_extend(request)
        self.grant(request)
        self.query(request)
        refused = self.ask(self.person("official", ASKER))
        self.refuse(refused)
        self.ledger(request, refused)

    def register(self):
        page, check = self.person("steward", HOLDER), self.check
        file = pathlib.Path(tempfile.mkdtemp(prefix="maru-walk-")) / "piers.csv"
        file.write_bytes(piers(self.heads))
        self.go(page, "/datasets/new")
        page.locator("input[type=file]").set_input_files(str(file))
        self.press(page, "aside button[type=submit]")
        page.wait_for_url("**/review*")
        self.until(page, "#types")
        check("Korean was read from CP949", "해운대" in page.inner_text("#types"))
        check("codes keep their zeros", "00001" in page.inner_text("#types"))
        page.locator(f"#types select[aria-label^='{self.heads[2]}']").select_option("text")
        page.locator("#types button[type=submit]").first.click()
        page.wait_for_load_state()
        self.until(page, f"#types tr:has(th:text('{self.heads[2]}')) option[value=text][selected]")
        check("a type was corrected", page.locator("main #problem, .notice.problem").count() == 0)
        check("the phone numbers were found", page.locator("#findings tr", has_text=self.heads[3]).count() == 1)
        page.locator("#findings input[value=lawful]").first.check()
        page.locator("#findings textarea").fill("담당자의 업무용 번호" if self.language == "ko" else "Work numbers of staff")
        self.press(page, "#findings button[type=submit]")
        check("the finding is answered", page.locator("#findings .chip.ok").count() == 1)
        self.press(page, ".decide a.primary")
        page.locator("input[name=title]").fill(TITLE["ko"])
        page.locator("input[name=titleEn]").fill(TITLE["en"])
        page.locator("input[name=access][value=request]").check()
        page.locator(".decide button.primary").click()
        page.wait_for_url(re.compile("/datasets/[0-9a-z]{20}([?#]|$)"))
        self.dataset = self.path(page)
        check("it is published under its title", page.locator("h1").inner_text() == TITLE[self.language])

    def ask(self, page):
        """Finds the dataset by its title and asks for it; the path of the request."""
        self.go(page, "/datasets?q=" + TITLE[self.language].replace(" ", "+"))
        self.press(page, f"main a[href='{self.dataset}'] >> nth=0")
        self.press(page, ".way a.btn")
        page.locator("textarea[name=purpose]").fill("연휴 혼잡 분석" if self.language == "ko" else "Crowding on holidays")
        page.locator("textarea[name=method]").fill("구역별 합계" if self.language == "ko" else "Sums by district")
        page.locator("main aside button[type=submit]").click()
        page.wait_for_url(re.compile("/requests/[0-9a-z]{20}"))
        self.check("the last day is written as the language writes it", bool(re.search(DATE[self.language], page.inner_text("aside"))))
        return self.path(page)

    def clarify_and_extend(self, request):
        page, check = self.officer, self.check
        self.go(page, "/desk")
        check("it waits on the officer's desk", page.locator(f".task:has(a[href='{request}'])").count() == 1)
        self.go(page, request)
        ask = f"form[action='{request}/ask']"
        page.locator(f"details:has({ask}) summary").click()
        page.locator(f"{ask} textarea").fill("어느 구역입니까?" if self.language == "ko" else "Which districts?")
        self.press(page, f"{ask} button")
        self.go(self.analyst, "/desk")
        check("the question waits on the asker's desk", self.analyst.locator(f".task:has(a[href='{request}'])").count() == 1)
        self.go(self.analyst, request)
        answer = f"form[action='{request}/answer']"
        self.analyst.locator(f"{answer} textarea").fill("모든 구역입니다." if self.language == "ko" else "All of them.")
        self.press(self.analyst, f"{answer} button")
        self.go(page, request)
        before = page.locator("aside .date-large").inner_text()
        extend = f"form[action='{request}/extend']"
        page.locator(f"details:has({extend}) summary").click()
        page.locator(f"{extend} input[name=days]").fill("7")
        page.locator(f"{extend} [name=reason]").fill("부서 협의" if self.language == "ko" else "To hear a department")
        self.press(page, f"{extend} button")
        check("the extension moves the last day", page.locator("aside .date-large").inner_text() != before, before)

    def grant(self, request):
        page, check = self.officer, self.check
        self.go(page, "/desk")
        self.press(page, f".task:has(a[href='{request}']) .act a")
        code, district, visitors, phone, counted = self.heads
        for name in (code, phone):
            page.locator(f"input[name=column][value='{name}']").uncheck()
        self.press(page, ".decide button[value=preview]")
        heads = [head.strip() for head in page.locator("#preview thead th").all_inner_texts()]
        check("the preview holds exactly what leaves", heads == [district, visitors, counted], str(heads))
        check("with no number of anybody's telephone", "010-0000" not in page.inner_text("#preview"))
        page.locator(".decide button[value=grant]").click()
        page.wait_for_url(re.compile(request + "([?#]|$)"))
        check("granted in part", page.locator("header .chip.ok").count() == 1)

    def query(self, request):
        check = self.check
        self.go(self.analyst, request)
        self.press(self.analyst, ".way a.btn")
        self.grant_path = self.path(self.analyst)
        page = self.analyst
        self.until(page, ".way a.btn")
        self.press(page, ".way a.btn")
        table = page.locator("[data-table]").first.get_attribute("data-table")
        _, district, visitors, phone, _ = self.heads
        names = page.locator("[data-source]:has(input:checked) .name, [data-source]:has(input:checked) button[data-insert]").all_inner_texts()
        check("the SQL page names what was granted, and nothing else", district in names and phone not in names, str(names))
        sql = f'SELECT "{district}", sum(CAST("{visitors}" AS INTEGER)) AS total FROM {table} GROUP BY 1 ORDER BY 2 DESC'
        page.evaluate("sql => document.querySelector('.CodeMirror').CodeMirror.setValue(sql)", sql)
        page.locator("#ask .actions .btn.primary").click()
        page.wait_for_selector("#result")
        check("the question is answered", page.locator("#result tbody tr").count() == 2)
        check("and drawn", page.locator("#chart svg").count() == 1)
        with page.expect_download() as taken:
            page.locator(".take a[href*='csv']").first.click()
        text = taken.value.path().read_text(encoding="utf-8-sig")
        check("and taken away", text.splitlines()[0] == f"{district},total" and "해운대" in text, text[:80])

    def refuse(self, request):
        page, check = self.officer, self.check
        self.go(page, request)
        self.press(page, f"main a[href='{request}/refuse']")
        page.locator("input[name=ground]").first.check()
        page.locator("input[name=citation]").fill("재난 및 안전관리 기본법 제74조의3")
        page.locator("input[name=separable][value=no]").check()
        page.locator("textarea[name=finding]").fill("나눌 수 없음" if self.language == "ko" else "It cannot be separated.")
        self.press(page, "main aside button[type=submit]")
        check("the refusal is a letter", page.locator("pre.letter").count() == 1, page.inner_text("main")[:200])

    def ledger(self, request, refused):
        auditor = self.house.person("auditor@mois.example")
        for what, path, number in [
            ("the dataset", self.dataset, 3), ("the request", request, 5), ("the grant", self.grant_path, 1), ("the refusal", refused, 2),
        ]:
            kind, key = path.strip("/").split("/")
            self.go(auditor, f"/ledger?subject={kind.removesuffix('s')}/{key}")
            acts = auditor.locator(".acts .what").all_inner_texts()
            self.check(f"the ledger tells of {what}", len(acts) >= number, str(acts))
            hangul = [act for act in acts if re.search("[가-힣]", act)]
            self.check(f"in its language ({what})", (len(hangul) == len(acts)) == (self.language == "ko"), str(acts))
        self.go(auditor, f"/ledger?kind=analysis.ran&who=analyst@{ASKER[self.language]}")
        self.check("and of the query", auditor.locator(".acts > li").count() >= 1)
        auditor.locator(".acts .seq a").first.click()
        auditor.wait_for_load_state()
        self.check("each act has its proof", auditor.locator("a[href$='/proof.json']").count() == 1)
