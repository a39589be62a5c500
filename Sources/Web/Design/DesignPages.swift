import Foundation
import Hummingbird
import Kernel

/// `/design`: every part of the pages in every state, for whoever builds one, and for the tests that look at them.
struct DesignPages: Sendable {
    let pages: Pages
    let clock: WallClock

    init(pages: Pages, clock: WallClock) throws {
        self.pages = pages
        self.clock = clock
        try pages.require(DesignPage.self)
    }

    func addRoutes(to router: some RouterMethods<SiteContext>) { router.get("design", use: show) }

    @Sendable private func show(_ request: Request, context: SiteContext) async throws -> Response {
        try pages.render(DesignPage(request.query, today: clock.today, in: context.language), in: context)
    }
}

struct DesignPage: Page {
    static let template = "web/design"
    let crumbs: [Crumb]
    let tabs: [Link]
    let problem: FormProblem
    let fields: [FormField]
    let wrong: [FormField]
    let notices: [Notice]
    let chips: [Notice]
    let way: String
    let wayText: String
    /// Work of which it is known how far it is, and work of which it is not.
    let works: [Work]
    let prose: Prose
    let tasks: [Task]
    let clock: Timeline
    let steps: Steps
    let empty: EmptyState
    let chart: ColumnChart
    let bars: BarChart
    let valueCharts: [ValueChart]
    let heads: [SortHead]
    let rows: [Row]
    let pagination: Pagination?

    struct Notice: Sendable {
        let kind: String
        let text: String
    }

    struct Work: Sendable {
        let progress: ProgressPart
    }

    struct Task: Sendable {
        let due: DueBadge
        let title: String
        let law: String
    }

    struct Row: Sendable {
        let name: String
        let count: String
        let day: String
    }

    init(_ query: FormValues, today: Day, in language: Language) {
        func say(_ ko: String, _ en: String) -> String { language == .ko ? ko : en }
        crumbs = [Crumb(say("부품", "Parts"), "/design"), Crumb(say("모두", "All"))]
        tabs = [
            Link(say("받은 요청", "Received"), "/design?tab=in", count: 12, isCurrent: true),
            Link(say("보낸 요청", "Sent"), "/design?tab=out", count: 3),
        ]
        let mistake = Problem(
            "web/bad-form",
            LocalizedText("네 가지를 고쳐 주세요.", en: "Please correct four things."),
            status: 422,
            fields: [
                Problem.Field("purpose", LocalizedText("이용 목적을 적어 주세요.", en: "State the purpose.")),
                Problem.Field("until", LocalizedText("오늘 이후의 날이어야 합니다.", en: "The day must lie ahead.")),
                Problem.Field("kind", LocalizedText("하나를 골라 주세요.", en: "Choose one.")),
                Problem.Field("way", LocalizedText("하나를 골라 주세요.", en: "Choose one.")),
            ]
        )
        problem = FormProblem(mistake, in: language)
        let ways = [
            FormField.Option("open", say("개방", "Open"), hint: say("누구나 씁니다.", "For everybody.")),
            FormField.Option("request", say("요청하면 제공", "By request"), hint: say("책임관이 결정합니다.", "An officer decides.")),
        ]
        fields = [
            FormField("title", say("제목", "Title"), value: say("서울시 무더위쉼터", "Heat shelters of Seoul")).required,
            FormField("day", say("마지막 날", "Last day"), value: today.adding(days: 30).description).typed("date"),
            FormField("sector", say("분야", "Sector"), value: "welfare").selecting([
                FormField.Option("welfare", say("복지", "Welfare")),
                FormField.Option("environment", say("환경", "Environment")),
            ]),
            FormField("access", say("공개 구분", "Access"), value: "request").choosing(ways),
            FormField("text", say("설명", "Description"), hint: say("무엇을 담았는지 적습니다.", "What it holds.")).lines(),
            FormField("from", say("기관", "Institution"), hint: say("이름을 몇 글자 적으면 고를 수 있습니다.", "Type part of its name."))
                .suggesting([say("서울특별시", "Seoul"), say("부산광역시", "Busan")]),
            FormField("condition", say("조건", "Condition"), value: "\"야간개방\" = 'Y'").lines(2, code: true),
            FormField("secret", say("비밀번호", "Password")).typed("password", autocomplete: "new-password"),
        ]
        wrong = [
            FormField("purpose", say("이용 목적", "Purpose")).required.lines(3),
            FormField("until", say("이용 기간", "Until"), value: "2020-01-01").typed("date", required: true),
            FormField("kind", say("종류", "Kind")).selecting([FormField.Option("", say("고르기", "Choose"))]),
            FormField("way", say("공개 구분", "Access")).required.choosing(ways),
        ].marked(by: mistake, in: language)
        notices = [
            Notice(kind: "", text: say("알려 드립니다.", "For your information.")),
            Notice(kind: "success", text: say("등록했습니다.", "Registered.")),
            Notice(kind: "warning", text: say("개인정보로 보이는 열이 있습니다.", "A column looks personal.")),
            Notice(kind: "problem", text: say("보낼 수 없습니다.", "It cannot be sent.")),
        ]
        chips = [
            Notice(kind: "", text: say("보통", "Plain")), Notice(kind: "info", text: say("일부 제공", "In part")),
            Notice(kind: "ok", text: say("제공", "Granted")), Notice(kind: "soon", text: say("오늘까지", "Due today")),
            Notice(kind: "late", text: say("지남", "Late")),
        ]
        way = say("제공이 결정되었습니다", "It was granted")
        wayText = say("공유본이 준비되는 대로 쓰실 수 있습니다.", "It can be used as soon as its share is ready.")
        works = [nil, 60].map { percent in
            let title = percent == nil ? say("순서를 기다립니다", "Waiting for its turn") : say("파일을 읽습니다", "Reading the file")
            return Work(progress: ProgressPart(path: "/design", then: "/design", title: title, percent: percent))
        }
        prose = Prose(language == .ko ? Self.koreanProse : Self.englishProse)
        tasks = [-3, 0, 3, 21].map { days in
            Task(
                due: DueBadge(today.adding(days: days), today: today, in: language),
                title: say("행정안전부가 요청한 「무더위쉼터」 제공 여부", "Whether to provide “Heat shelters”"),
                law: say("법 제11조, 시행령 제11조제1항", "Act Art. 11, Decree Art. 11(1)")
            )
        }
        clock = Timeline([
            Timeline.Entry(say("받음", "Received"), text: say("첫날은 세지 않습니다", "The first day is not counted")),
            Timeline.Entry(say("20일째", "Day 20"), when: today.written(in: language), state: .now),
            Timeline.Entry(say("휴일이므로 다음 날", "A holiday, so the next day"), state: .due),
            Timeline.Entry(
                say("답변", "Answer"),
                quote: say("행정동 단위면 충분합니다.", "By district will do."),
                state: .next,
                stateWord: say("기다리는 중", "Waiting")
            ),
        ])
        steps = Steps([say("파일", "File"), say("확인", "Check"), say("등록", "Register")], current: 2)
        empty = EmptyState(
            say("기다리는 일이 없습니다", "Nothing is waiting"),
            say("데이터를 찾아보세요.", "Look for data."),
            action: Link(say("데이터 현황", "Data inventory"), "/datasets")
        )
        chart = ColumnChart(
            [3, 8, 0, 14, 21, 9, 5].enumerated().map { (label: say("\($0 + 5)월", "Month \($0 + 5)"), value: $1) },
            title: say("달마다 받은 요청", "Requests by month"),
            summary: say("9월에 21건으로 가장 많았습니다.", "Most in September: 21."),
            nameHead: say("달", "Month"),
            valueHead: say("건", "Requests")
        )
        valueCharts = ValueChart.Kind.allCases.map { kind in
            ValueChart(
                [12500.5, 48000, -6200, nil, 31000].enumerated().map { place, value in
                    (say("\(place + 5)월", "Month \(place + 5)"), value)
                },
                as: kind,
                title: say("달마다 늘고 준 값", "Change by month"),
                summary: say("6월에 48,000으로 가장 컸습니다.", "Largest in month 6: 48,000."),
                nameHead: say("달", "Month"),
                valueHead: say("값", "Value"),
                in: language
            )
        }
        bars = BarChart([5, 3, 9, 1].map { (label: "\(Int($0))", value: $0) }, label: say("분포", "Distribution"))
        heads = [
            SortHead(say("이름", "Name"), "name", path: "/design", query: query, fallback: "name"),
            SortHead(say("행", "Rows"), "rows", path: "/design", query: query, fallback: "name", isNumber: true),
            SortHead(say("날", "Day"), "day", path: "/design", query: query, fallback: "name"),
        ]
        rows = [(say("무더위쉼터", "Heat shelters"), 4133), (say("한파쉼터", "Cold shelters"), 1450)].map {
            Row(name: $0.0, count: Written.number($0.1), day: today.written(in: language))
        }
        pagination = Pagination(page: 4, of: 19, path: "/design", query: query)
    }

    private static let koreanProse = """
        ## 글
        **굵은 글**, *기울인 글*, `코드`, [이어진 곳](/design).

        1. 첫째
        2. 둘째

        - 그리고
        - 또

        > 인용한 글입니다.

        | 이름 | 수 |
        |---|---:|
        | 쉼터 | 4,133 |

        ```
        SELECT count(*) FROM shelters
        ```
        """

    private static let englishProse = """
        ## Prose
        **Strong**, *stressed*, `code`, [a link](/design).

        1. First
        2. Second

        - And
        - also

        > Words of somebody else.

        | Name | Count |
        |---|---:|
        | Shelters | 4,133 |

        ```
        SELECT count(*) FROM shelters
        ```
        """
}
