"""A steward registers a file as a county office has it: looks, corrects, answers, describes, publishes."""
import pathlib
import re
import tempfile


def shelters():
    """A table in CP949 with codes, a date, numbers, and two columns that look personal."""
    rows = ["관리번호,시설명,대표전화,담당자 이메일,개방일,수용인원,우편번호"]
    for i in range(1, 61):
        rows.append(
            f"{i:05d},양구 쉼터 {i}호,033-480-{1000 + i},user{i}@example.kr,"
            f"2026-{i % 12 + 1:02d}-{i % 27 + 1:02d},{i * 3},0{2450 + i}"
        )
    return "\r\n".join(rows).encode("cp949")


def send(page, house, name, content):
    """Sends one file through the first step, and waits until it was read or refused."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="maru-walk-"))
    file = folder / name
    file.write_bytes(content)
    house.go(page, "/datasets/new")
    page.locator("input[type=file]").set_input_files(str(file))
    page.locator("aside button[type=submit]").click()
    page.wait_for_url("**/review*")
    page.locator("#types, .notice.problem").first.wait_for(state="attached", timeout=30000)


def walk(house):
    check = house.check
    steward = house.person("steward@yanggu.example")
    house.look(steward, "/datasets/new", "register-files")

    # Nothing chosen: said beside nothing lost.
    house.go(steward, "/datasets/new")
    steward.locator("input[name=title]").fill("잃으면 안 되는 제목")
    steward.locator("aside button[type=submit]").click()
    # The script puts the answer in place of the page.
    steward.locator("main #problem").wait_for()
    check("no file: it is said", steward.locator("main #problem").count() == 1)
    check("no file: the title is kept", steward.locator("input[name=title]").input_value() == "잃으면 안 되는 제목")

    # Dropped on the place for it, as from a folder beside the browser.
    house.go(steward, "/datasets/new")
    steward.evaluate(
        """() => {
            const carried = new DataTransfer();
            carried.items.add(new File(["번호,이름\\n1,가"], "끌어온 파일.csv", { type: "text/csv" }));
            const zone = document.querySelector("[data-drop]");
            zone.dispatchEvent(new DragEvent("dragover", { dataTransfer: carried, bubbles: true, cancelable: true }));
            zone.dispatchEvent(new DragEvent("drop", { dataTransfer: carried, bubbles: true, cancelable: true }));
        }"""
    )
    check("a dropped file is named", "끌어온 파일.csv" in steward.locator("[data-files]").inner_text())
    check("and will be sent", steward.locator("input[type=file]").evaluate("field => field.files.length") == 1)

    send(steward, house, "양구군 쉼터 현황.csv", shelters())
    address = re.sub(r"[?#].*", "", steward.url)[len(house.base):]
    dataset = address.removesuffix("/review")
    check("Korean was read from CP949", "양구 쉼터 1호" in steward.inner_text("main"))
    check("codes keep their zeros", "00001" in steward.inner_text("main"))
    check("the title is the file's name", "양구군 쉼터 현황" in steward.inner_text("main header"))
    house.look(steward, address, "register-review")

    stranger = house.person("official@busan.example")
    check("nobody else sees a draft", house.go(stranger, dataset).status == 404)
    house.go(stranger, "/datasets?q=양구군+쉼터+현황")
    check("nor finds it", stranger.locator(f"main a[href='{dataset}']").count() == 0)

    # A type that would lose values is refused, one that fits is read again.
    house.go(steward, address)
    steward.locator("select[aria-label^='시설명']").select_option("integer")
    steward.locator("#types button").first.click()
    steward.locator(".notice.problem").wait_for(timeout=30000)
    check("a type that loses values is refused", "60" in steward.locator(".notice.problem").first.inner_text())
    house.go(steward, address)
    steward.locator("select[aria-label^='수용인원']").select_option("text")
    steward.locator("#types button").first.click()
    row = steward.locator("#types tr", has_text="수용인원").filter(has=steward.locator("td", has_text="글자"))
    row.first.wait_for(timeout=30000)
    check("a corrected type is read again", row.count() == 1)

    # Personal findings: answered with a reason, for both columns at once.
    for radio in steward.locator("#findings input[value=notPersonal]").all():
        radio.check()
    steward.locator("#findings textarea").fill("시설 대표 번호와 공용 주소")
    steward.locator("#findings button[type=submit]").click()
    steward.wait_for_load_state()
    check("answers are kept", steward.locator("#findings .chip.ok").count() == 2)

    steward.locator(".decide a.primary").click()
    steward.wait_for_load_state()
    house.look(steward, f"{dataset}/describe", "register-describe")
    house.go(steward, f"{dataset}/describe")
    title = "양구 <b>무더위</b> 쉼터 \u202e현황"
    steward.locator("input[name=title]").fill(title)
    steward.locator("textarea[name=description]").fill("여름철에 여는 쉼터입니다.")
    steward.locator("select[name=sector]").select_option("disaster-safety")
    steward.locator("input[name=keywords]").fill("폭염, 쉼터")
    steward.locator("input[name=access][value=withheld]").check()
    steward.locator(".decide button.primary").click()
    steward.wait_for_load_state()
    check("withholding without ground is refused", steward.locator("main #problem").count() == 1)
    check("what was typed is kept", steward.locator("textarea[name=description]").input_value() == "여름철에 여는 쉼터입니다.")
    steward.locator("input[name=access][value=open]").check()
    steward.locator("input[name='column.0.5.unit']").fill("명")
    steward.locator(".decide button.primary").dblclick()
    steward.wait_for_url(f"**{dataset}")
    check("a title with HTML is text", "<b>무더위</b>" in steward.locator("h1").inner_text())
    check("it is open", steward.locator("header .chip.open").count() == 1)
    check("its unit is shown", "(명)" in steward.inner_text("main"))

    house.go(stranger, dataset)
    check("once published everybody sees it", stranger.locator("h1").count() == 1)
    check("open data shows its first rows", "양구 쉼터 1호" in stranger.inner_text("main"))
    check("a histogram has its numbers beside it", stranger.locator("details.counted td.num").count() >= 5)
    house.look(steward, dataset, "dataset-keeper")
    house.look(steward, f"{dataset}/update", "register-update")

    # A file of the wrong kind is a document; a broken one is refused with why, and nothing stays.
    send(steward, house, "안내문.hwp", b"\xd0\xcf\x11\xe0" + bytes(range(256)) * 20)
    check("an unknown kind is a document", "안내문.hwp" in steward.inner_text("main"))
    steward.locator(".decide .danger").click()
    steward.wait_for_url("**/datasets/new")
    check("a draft is discarded", steward.locator("[role=status]").count() >= 1)
    send(steward, house, "깨진 파일.xlsx", b"PK\x03\x04 this is no workbook at all")
    check("a broken workbook is refused in words", steward.locator(".notice.problem").count() == 1)

    # 10,000 characters of title are refused in words, and not lost.
    house.go(steward, f"{dataset}/describe")
    steward.locator("input[name=title]").fill("가" * 10000)
    steward.locator(".decide button.primary").click()
    steward.wait_for_load_state()
    check("a title of 10,000 characters is refused", steward.locator("main #problem").count() == 1)
    check("and still there", len(steward.locator("input[name=title]").input_value()) == 10000)
    overflow = steward.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    check("and does not break the page", overflow <= 0, str(overflow))

    # Without JavaScript the wizard works the same.
    plain = house.person("steward@yanggu.example", java_script_enabled=False)
    house.go(plain, "/datasets/new")
    plain.locator("input[type=file]").set_input_files(files=[{"name": "표.csv", "mimeType": "text/csv", "buffer": shelters()}])
    plain.locator("aside button[type=submit]").click()
    plain.wait_for_load_state()
    for _ in range(60):
        if plain.locator("#types").count():
            break
        plain.wait_for_timeout(500)
        plain.reload()
    check("the wizard works without JavaScript", plain.locator("#types").count() == 1, plain.url)
    plain.locator(".decide .danger").click()

    # The narrowest screen, and twice the size.
    for width, name in ((320, "320"), (640, "200-percent")):
        steward.set_viewport_size({"width": width, "height": 800})
        for path in (f"{dataset}/review", f"{dataset}/describe", dataset, "/datasets/new", "/desk"):
            house.go(steward, path)
            over = steward.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            check(f"{path.rsplit('/', 1)[-1]} fits {name}", over <= 0, f"{over}px")
