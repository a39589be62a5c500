"""The analyst in the browser: asks in SQL, reads, draws, takes away, keeps, cancels, and is told of mistakes."""
import re

ASK = "#ask .actions .btn.primary"


def write(page, sql):
    """Puts a question into the editor, whether it is CodeMirror or the plain field."""
    page.evaluate(
        """sql => {
            const box = document.querySelector('.CodeMirror');
            if (box) box.CodeMirror.setValue(sql); else document.getElementById('field-sql').value = sql;
        }""",
        sql,
    )


def text(page):
    return page.evaluate(
        "() => (document.querySelector('.CodeMirror')?.CodeMirror.getValue()) ?? document.getElementById('field-sql').value"
    )


def run(page, sql):
    write(page, sql)
    page.locator(ASK).click()
    page.wait_for_url(re.compile("/queries/[0-9A-Za-z]+"))
    # A long question is watched by our script, which goes on when it has ended.
    page.wait_for_selector("#result, .mistake, header .chip:not(.info)", timeout=90000)


def walk(house):
    check = house.check
    page = house.person("analyst@mois.example")
    house.go(page, "/queries")
    check("the menu leads to the SQL page", page.locator("#menu a[aria-current=page]").inner_text() == "분석")
    check("the editor is there", page.locator(".CodeMirror").count() == 1, "no CodeMirror: was script/bootstrap run?")
    tables = page.locator("[data-table]")
    check("what was granted is shown", tables.count() >= 1, str(tables.count()))
    table = tables.first.get_attribute("data-table")
    source = page.locator("[data-source]").filter(has=page.locator(f"[data-table='{table}']")).first
    columns = [e.get_attribute("data-insert") for e in source.locator("button[data-insert]").all()]

    # By keyboard alone: Tab indents, Escape and Tab lead out, Control and Enter run.
    page.locator(".CodeMirror").click()
    page.keyboard.type("sel")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    check(
        "Escape and then Tab leave the editor",
        page.evaluate("!document.activeElement.closest('.CodeMirror')"),
        page.evaluate("document.activeElement.outerHTML.slice(0, 90)"),
    )
    write(page, "")
    page.locator(".CodeMirror").click()
    page.keyboard.type(f"SELECT count(*) FROM {table[:3]}")
    page.keyboard.press("Control+Space")
    hints = page.locator(".CodeMirror-hint")
    check("tables are completed", hints.filter(has_text=table).count() >= 1, hints.all_inner_texts()[:3].__repr__())
    page.screenshot(path=str(house_out() / "query-hints.png"))
    page.keyboard.press("Enter")
    check("the completed name stands in the question", table in text(page), text(page))
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#result")
    check("Control and Enter run it", "/queries/" in page.url, page.url)

    # A name is put in by a click, and its grant is ticked.
    house.go(page, "/queries")
    write(page, "")
    source = page.locator("[data-source]").filter(has=page.locator(f"[data-table='{table}']")).first
    source.locator("input").uncheck()
    if not source.locator("details").first.get_attribute("open") is not None:
        source.locator("summary").first.click()
    source.locator("button[data-insert]").first.click()
    check("a click puts a column's name into the question", text(page) == columns[0], text(page))
    check("and ticks its grant", source.locator("input").is_checked())
    house.look(page, "/queries", "query")

    # Counts by the column with the fewest names: read, drawn, taken away.
    group = next((c for c in columns if re.search("노선|구|지역|유형|시군|시도|행정", c)), columns[0])
    number = next((c for c in columns if re.search("인원|수$|정원|금액", c)), "1")
    sql = f"SELECT {group}, sum({number}) AS 합계, count(*) AS 건수\nFROM {table}\nGROUP BY 1\nORDER BY 2 DESC\nLIMIT 12"
    house.go(page, "/queries")
    run(page, sql)
    check("the result has an address of its own", re.search("/queries/[0-9A-Za-z]{10,}$", page.url), page.url)
    check("the question is kept beside its result", text(page) == sql, text(page))
    check("a table of the result", page.locator("#result tbody tr").count() >= 2)
    check("a picture of the result", page.locator("#chart svg").count() == 1)
    path = page.url.replace(house.base, "").split("?")[0]
    house.look(page, path, "query-result")
    house.go(page, path)
    page.locator("#chart select[name=kind]").select_option("line")
    page.locator("#chart form button").click()
    page.wait_for_load_state()
    check("the picture's choice stands in the address", "kind=line" in page.url, page.url)
    check("a line is drawn", page.locator("#chart path.line").count() == 1)
    house.look(page, path + "?kind=line&x=1&y=2", "query-line")
    house.look(page, path + "?kind=bar&x=1&y=2", "query-bar")
    house.go(page, path)
    for title, ending in [("CSV(엑셀용)", ".csv"), ("엑셀(XLSX)", ".xlsx"), ("Parquet", ".parquet")]:
        with page.expect_download() as taken:
            page.get_by_role("link", name=title, exact=True).click()
        file = taken.value.path()
        check(f"{title} is downloaded", taken.value.suggested_filename.endswith(ending) and file.stat().st_size > 20)
        if ending == ".csv":
            check("the CSV begins with the mark Excel wants", file.read_bytes().startswith(b"\xef\xbb\xbf"))

    # Pages of a longer result.
    house.go(page, "/queries")
    run(page, f"SELECT * FROM {table}")
    check("a long result has pages", page.locator(".pages").count() == 1)
    page.locator(".pages a[rel=next]").click()
    page.wait_for_load_state()
    check("the second page begins where the first ended", "51–" in page.locator("#result caption").inner_text())
    house.inspect(page, "a wide result", "query-wide-ko-1280", "ko")

    # A mistake: told where, in Korean, the text kept; corrected there and run again.
    house.go(page, "/queries")
    wrong = f"SELECT {group},\n       없는열\nFROM {table}"
    run(page, wrong)
    said = page.locator(".mistake").inner_text()
    check("a mistake is explained in Korean and placed", "없는열" in said and "2번째 줄 8번째 글자" in said, said)
    check("the text is kept", text(page) == wrong)
    check("the editor marks the place", page.locator(".CodeMirror .mistaken").inner_text() == "없는열")
    mistake = page.url.replace(house.base, "")
    house.look(page, mistake, "query-mistake")
    house.go(page, mistake)
    run(page, sql)
    check("corrected there, it runs", page.locator("#result").count() == 1)

    # The back button leads to the mistake again, with its text.
    page.go_back()
    page.wait_for_load_state()
    check("the back button leads to the question before", text(page) == wrong, text(page))
    run(page, sql)
    check("and from there it runs as well", page.locator("#result").count() == 1, page.url)

    # Kept, renamed, opened, deleted; a name of markup, right-to-left marks and great length does no harm.
    page.locator(".keep summary").click()
    name = "<b>쉼터</b> \u202eabc\u202c " + "가" * 180
    page.locator("#field-title").fill(name)
    page.locator("#field-title").press("Enter")
    page.wait_for_url(re.compile("/queries/saved/"))
    saved = page.url.replace(house.base, "")
    check("Enter in the name saves", page.locator("h1").inner_text().startswith("<b>쉼터</b>"))
    house.look(page, saved, "query-saved")
    house.go(page, saved)
    page.locator("#field-title").fill("자치구별 쉼터")
    page.locator("button[data-default]").click()
    page.wait_for_load_state()
    check("it is renamed", page.locator("h1").inner_text() == "자치구별 쉼터")
    house.look(page, "/queries/recent", "query-recent")
    house.go(page, saved)
    page.get_by_role("button", name="삭제").click()
    page.wait_for_url(re.compile("/queries(\\?.*)?$"))
    check("it is deleted", house.go(page, saved).status == 404)

    # A long question: waits on a page of its own, also when the tab was closed, and is cancelled.
    house.go(page, "/queries")
    page.locator("[data-source] input").first.check()
    write(page, "SELECT count(*) FROM range(10000000) a, range(10000000) b")
    page.locator(ASK).click()
    page.wait_for_selector(".working")
    long = page.url
    house.inspect(page, "a question that runs", "query-running-ko-1280", "ko")
    tab = page.context.new_page()
    tab.goto(long)
    check("a closed tab loses nothing", tab.locator(".working").count() == 1)
    tab.close()
    page.get_by_role("button", name="질의 취소").click()
    page.wait_for_selector("h1:has-text('취소한 질의입니다')")
    check("a long question is cancelled", "range(10000000)" in text(page))
    house.inspect(page, "a cancelled question", "query-cancelled-ko-1280", "ko")

    # The sign-in ends mid-form: what was written is sent on after signing in again.
    house.go(page, "/queries")
    write(page, sql)
    page.context.clear_cookies(name="maru_session")
    page.locator(ASK).click()
    page.locator("input[name=email]").fill("analyst@mois.example")
    page.locator("input[name=password]").fill(house.demo["password"])
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_selector("#result")
    check("a sign-in that ends mid-form loses nothing", text(page) == sql)

    # 320 pixels.
    page.set_viewport_size({"width": 320, "height": 800})
    for where, label in [("/queries", "the editor"), (path, "a result"), (mistake, "a mistake")]:
        house.go(page, where)
        house.inspect(page, f"{label} at 320 pixels", f"query-320-{label.split()[-1]}", "ko")

    # Without JavaScript.
    plain = house.person("analyst@mois.example", java_script_enabled=False)
    house.go(plain, "/queries")
    plain.locator("#field-sql").fill(wrong)
    plain.locator(ASK).click()
    for _ in range(40):
        if plain.locator(".mistake").count():
            break
        plain.reload()
    check("without JavaScript a mistake is placed", plain.locator(".mistake mark").inner_text() == "없는열")
    plain.screenshot(path=str(house_out() / "query-plain.png"), full_page=True)
    plain.locator("#field-sql").fill(sql)
    plain.locator(ASK).click()
    for _ in range(40):
        if plain.locator("#result").count():
            break
        plain.reload()
    check("without JavaScript a question is answered", plain.locator("#result tbody tr").count() >= 2)

    # Who has nothing granted is told what to do.
    official = house.person("official@mois.example")
    house.look(official, "/queries", "query-nothing")
    check("who has nothing is told how to get it", official.locator(".way-on li").count() == 3)


def house_out():
    import house

    return house.OUT
