"""The guides and their pictures: every guide is drawn in both languages, shows its pictures and leads nowhere wrong.

With UPDATE_PICTURES=1 the pictures are taken anew first: the pages in Korean, as the demo nation has them today. Run it
alone then, for the walks before it decide what the pictures show as undecided.
"""
import os
import pathlib
import re

from house import ROOT

GUIDES = ["officer", "steward", "requester", "analyst", "secretariat"]
FOLDER = ROOT / "Sources/App/Guides"
LARGEST = 120 * 1024
PICTURE = re.compile(r"!\[([^\]]*)\]\((pictures/[^)]+)\)")


def walk(house):
    if os.environ.get("UPDATE_PICTURES") == "1":
        Camera(house).take_all()
    named = set()
    for file in sorted(FOLDER.glob("*.md")):
        for words, path in PICTURE.findall(file.read_text(encoding="utf-8")):
            named.add(path)
            house.check(f"{file.name}: {path} is there", (FOLDER / path).is_file())
            house.check(f"{file.name}: {path} is told in words", len(words) >= 10, words)
    for picture in sorted((FOLDER / "pictures").glob("*.png")):
        size = picture.stat().st_size
        house.check(f"{picture.name} is small enough to send", size <= LARGEST, f"{size} bytes")
        house.check(f"{picture.name} is shown by a guide", f"pictures/{picture.name}" in named)

    page = house.person("officer@seoul.example")
    house.look(page, "/guides", "guides")
    for name in GUIDES:
        for language in ["ko", "en"]:
            read(house, page, name, language)
        house.look(page, f"/guides/{name}", f"guide-{name}")


def read(house, page, name, language):
    """One guide in one language, as a reader has it."""
    check, label = house.check, f"the guide {name} ({language})"
    answer = house.go(page, f"/guides/{name}", language)
    check(f"{label} is there", answer.status == 200, str(answer.status))
    written = PICTURE.findall((FOLDER / f"{name}.{language}.md").read_text(encoding="utf-8"))
    # Pictures are loaded as they come near, so each is brought near before it is asked for its size.
    widths = page.evaluate(
        """async () => {
            const pictures = [...document.querySelectorAll("main img")];
            return Promise.all(pictures.map(async picture => {
                picture.loading = "eager";
                await picture.decode().catch(() => {});
                return picture.naturalWidth;
            }));
        }"""
    )
    check(f"{label} shows its pictures", len(widths) == len(written) and all(widths), f"{widths} of {len(written)}")
    own = {
        address.split("#")[0]
        for address in page.locator("main a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
        if address and not address.startswith(("http", "mailto:", "#"))
    }
    for address in sorted(own):
        status = page.request.get(house.base + address).status if address.startswith("/") else "relative"
        check(f"{label}: {address} leads somewhere", status == 200, str(status))


class Camera:
    """Takes the pictures of the guides."""

    def __init__(self, house):
        self.house = house
        self.folder = FOLDER / "pictures"
        self.folder.mkdir(exist_ok=True)

    def person(self, email, width=1080):
        """Somebody's browser, narrower than a desktop unless told, so that a picture's words can be read in the guide.

        It lets the camera put its own style over the page, which the pages themselves forbid.
        """
        viewport = {"width": width, "height": 800}
        return self.house.person(email, locale="ko-KR", timezone_id="Asia/Seoul", viewport=viewport, bypass_csp=True)

    def take(self, page, name, *parts, most=900):
        """Writes a picture of what the parts of the page span together, from the top and at most so high."""
        page.evaluate(
            """async () => {
                document.activeElement.blur();
                window.scrollTo(0, 0);
                // Dates as a Korean browser writes them; this one has no words but English.
                for (const day of document.querySelectorAll("input[type=date]")) {
                    const written = day.value.split("-").map(Number).join(". ");
                    day.type = "text";
                    day.value = written && `${written}.`;
                }
                await document.fonts.ready;
            }"""
        )
        boxes = [page.locator(part).first.bounding_box() for part in parts]
        left, top = (min(box[side] for box in boxes) - 12 for side in ("x", "y"))
        right = max(box["x"] + box["width"] for box in boxes) + 12
        bottom = max(box["y"] + box["height"] for box in boxes) + 12
        page.screenshot(
            path=str(self.folder / f"{name}.png"), full_page=True,
            clip={"x": left, "y": top, "width": right - left, "height": min(bottom - top, most)},
            # The bar that stays at the foot of the window would lie across the middle of a long picture.
            style="div.decide { position: static !important }",
        )

    def take_all(self):
        self.officer()
        self.steward()
        self.requester()

    def officer(self):
        page = self.person("officer@seoul.example")
        self.house.go(page, "/desk")
        self.take(page, "desk", "main header", "main .cols", most=720)
        page = self.person("officer@seoul.example", width=1280)
        self.house.go(page, "/desk")
        page.locator("main a[href$='/decide']").last.click()
        page.wait_for_load_state()
        decide = page.url.split("?")[0]
        page.get_by_role("checkbox", name="쉼터명칭").uncheck()
        page.get_by_role("checkbox", name="점검일자").uncheck()
        page.get_by_label("시설번호: 내보내는 방식").select_option(label="가명처리")
        page.get_by_role("textbox", name="행 조건").fill("\"야간개방\" = 'Y'")
        page.locator("#preview button[value=preview]").click()
        page.locator("#preview table").wait_for()
        self.take(page, "decide", "main form .card", "#preview", most=1150)
        page = self.person("officer@seoul.example")
        page.goto(decide.replace("/decide", "/refuse"))
        page.locator("input[type=radio][name=ground]").nth(2).check()
        page.get_by_label("근거 조문").fill("개인정보 보호법 제18조제1항")
        page.get_by_label("나눌 수 있습니다").check()
        page.get_by_label("검토 결과").fill("연락처는 목적 외 제공이 제한되나, 지역별 현황은 나눌 수 있음")
        self.take(page, "refuse", "main form .card >> nth=0", "main form .card >> nth=1", most=1150)

    def steward(self):
        page = self.person("steward@seoul.example")
        self.house.go(page, "/datasets/new")
        rows = [
            "시설코드,시설명,자치구,담당자전화,수용인원,점검일",
            "00101,아라경로당,중구,010-0000-1234,45,2026-05-02",
            "00102,나루복지관,성동구,010-0000-5678,120,2026-05-03",
            "00103,라온도서관,마포구,010-0000-9012,80,2026-05-03",
            "00104,새롬주민센터,종로구,010-0000-3456,60,2026-05-04",
        ]
        page.locator("input[type=file]").set_input_files(
            {"name": "폭염쉼터.csv", "mimeType": "text/csv", "buffer": "\r\n".join(rows).encode("cp949")}
        )
        page.get_by_role("button", name="올리고 확인하기").click()
        page.get_by_role("heading", name="개인정보인지 확인해 주세요").wait_for(timeout=60_000)
        self.take(page, "review", "main header", "main .card >> nth=1", most=1120)
        page.get_by_role("link", name="다음: 설명과 공개 구분").click()
        page.wait_for_load_state()
        self.take(page, "describe", "main header", "main .cols", most=820)

    def requester(self):
        page = self.person("official@busan.example")
        self.house.go(page, "/datasets?q=침수+신고")
        page.locator("main a[href^='/datasets/']").first.click()
        page.wait_for_load_state()
        self.take(page, "dataset", "main header", "main .cols", most=640)
        page.get_by_role("link", name="제공 요청하기").click()
        page.wait_for_load_state()
        page.get_by_label("이용 목적").fill("도시별 침수 대응시간을 비교하여 배수펌프 배치에 반영")
        page.get_by_label("분석 방법").fill("자치구별·월별 평균 대응시간 집계")
        for column in ["발생지역", "발생일자", "대응시간분"]:
            page.get_by_role("checkbox", name=column).check()
        self.take(page, "ask", "main form .card", "main form .card >> nth=1", "main aside .card")
        self.house.go(page, "/datasets?q=사회복지시설")
        page.locator("main a[href^='/datasets/']").first.click()
        page.get_by_role("link", name="이용 신고하고 바로 쓰기").click()
        page.wait_for_load_state()
        page.get_by_label("이용 목적").fill("복지시설 접근성 분석")
        page.get_by_label("분석 방법").fill("행정동별 시설 수 집계")
        self.take(page, "use", "main form .card", "main aside .card")
        page = self.person("analyst@narae.example")
        self.house.go(page, "/requests?end=sent")
        page.locator("main a[href^='/requests/']").filter(has_text="농촌").first.click()
        page.wait_for_load_state()
        self.take(page, "waiting", "main .cols .card", "main aside .card", "main .cols .card >> nth=1", most=850)
