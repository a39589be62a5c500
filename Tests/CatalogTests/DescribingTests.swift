import App
import Catalog
import Directory
import Foundation
import Kernel
import Lake
import Ledger
import TestSupport
import Testing

@Suite("What is said about data, and how it is had")
struct DescribingTests {
    private func update(_ nation: Nation, _ dataset: Dataset.ID, csv: String) async throws {
        let file = nation.home.appending(path: "\(UUID().uuidString).csv")
        try Data(csv.utf8).write(to: file)
        let next = try await nation.platform.datasets.update(
            dataset,
            [Datasets.Upload(file: file, name: "next.csv", table: "shelters")],
            by: nation.actor("steward@seoul.example")
        )
        try await nation.platform.jobs.finish(next.job)
    }

    private let columns = [
        Datasets.ColumnEdit("수", Wording(title: "수용 인원", titleEn: "Capacity"), unit: "명"),
        Datasets.ColumnEdit("야간", Wording(description: "밤 9시 이후 개방")),
    ]

    @Test("Titles, descriptions and units in both languages are shown, searched, and one act names what changed")
    func describing() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let dataset = try await nation.register(.request)
        let table = Datasets.TableEdit("shelters", Wording(title: "쉼터 목록", titleEn: "Shelters"), columns: columns)
        let changed = try await nation.platform.datasets.describe(
            dataset,
            Datasets.Edit(title: "무더위 쉼터", titleEn: "Heat shelters", keywords: ["폭염", "폭염", " "], tables: [table]),
            by: nation.actor("steward@seoul.example")
        )
        #expect(
            changed == [
                "title", "titleEn", "keywords", "shelters.title", "shelters.titleEn", "shelters.수.title",
                "shelters.수.titleEn", "shelters.수.unit", "shelters.야간.description",
            ]
        )
        let json = String(
            decoding: try JSONEncoder().encode(DatasetResource(await nation.platform.datasets.detail(dataset))),
            as: UTF8.self
        )
        for text in [#""titleEn":"Heat shelters""#, #""unit":"명""#, #""titleEn":"Capacity""#, #""keywords":["폭염"]"#] {
            #expect(json.contains(text), "\(text)")
        }
        for words in ["수용 인원", "capacity", "밤 9시", "폭염"] {
            #expect(try await nation.platform.datasets.search(DatasetQuery(text: words)).total == 1, "\(words)")
        }
        let act = try #require(try await nation.platform.acts.list(limit: 1).first)
        #expect(act.kind == "catalog.described")
        #expect(act.payload.contains("shelters.수.unit") && !act.payload.contains("수용 인원"))
    }

    @Test("A new version keeps what was said about the columns that stay, and finds nothing by those that went")
    func versions() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let dataset = try await nation.register(.request)
        try await nation.platform.datasets.describe(
            dataset,
            Datasets.Edit(tables: [Datasets.TableEdit("shelters", columns: columns)]),
            by: nation.actor("steward@seoul.example")
        )
        try await update(nation, dataset, csv: "번호,수\nA-01,1\n")
        let detail = try await nation.platform.datasets.detail(dataset)
        #expect(detail.dataset.version == 2)
        #expect(detail.columnWords(of: "shelters")["수"]?.name == LocalizedText("수용 인원", en: "Capacity"))
        #expect(try await nation.platform.datasets.search(DatasetQuery(text: "수용 인원")).total == 1)
        #expect(try await nation.platform.datasets.search(DatasetQuery(text: "밤 9시 이후")).hits.isEmpty)
    }

    @Test("An empty text takes away, the same text is no act, and one mistake changes nothing at all")
    func edges() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let datasets = nation.platform.datasets
        let dataset = try await nation.register(.request)
        let steward = try await nation.actor("steward@seoul.example")
        try await datasets.describe(dataset, Datasets.Edit(description: "설명"), by: steward)
        #expect(try await datasets.describe(dataset, Datasets.Edit(description: " 설명 "), by: steward) == [])
        try await datasets.describe(dataset, Datasets.Edit(description: ""), by: steward)
        #expect(try await datasets.find(dataset).description == nil)
        for edit in [
            Datasets.Edit(title: "새 제목", tables: [Datasets.TableEdit("없는 표")]),
            Datasets.Edit(
                title: "새 제목",
                tables: [Datasets.TableEdit("shelters", columns: [Datasets.ColumnEdit("없는 열")])]
            ), Datasets.Edit(title: "   "), Datasets.Edit(titleEn: String(repeating: "가", count: 301)),
        ] {
            #expect(await problem { try await datasets.describe(dataset, edit, by: steward) } == "catalog/invalid")
        }
        #expect(try await datasets.find(dataset).title == "쉼터")
    }

    @Test("Opening data with unanswered findings holds it back; closing it again lets requests come")
    func opening() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let datasets = nation.platform.datasets
        let steward = try await nation.actor("steward@seoul.example")
        let dataset = try await nation.register(.request, csv: "번호,비고\n1,010-1234-5678\n2,없음\n")
        let opened = try await datasets.changeAccess(dataset, to: .open, reason: "개방 요청", by: steward)
        #expect(opened.stage == .held)
        let act = try #require(try await nation.platform.acts.list(limit: 1).first)
        #expect(act.kind == "catalog.accessChanged")
        #expect(act.payload.contains(#""new":"open""#) && act.payload.contains(#""old":"request""#))
        try await datasets.answer(
            dataset,
            table: "shelters",
            column: "비고",
            kind: .phone,
            with: .notPersonal,
            reason: "대표 번호",
            by: steward
        )
        #expect(try await datasets.find(dataset).stage == .published)
        #expect(try await datasets.changeAccess(dataset, to: .registered, by: steward).stage == .published)
    }

    @Test(
        "Withholding needs a ground of the law and its provision; both go when the data is given again",
        arguments: [(nil as String?, nil as String?), ("9", "법"), ("3", nil), ("3", " ")]
    )
    func withholding(ground: String?, citation: String?) async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let datasets = nation.platform.datasets
        let steward = try await nation.actor("steward@seoul.example")
        let dataset = try await nation.register(.registered)
        let got = await problem {
            _ = try await datasets.changeAccess(dataset, to: .withheld, ground: ground, citation: citation, by: steward)
        }
        #expect(got == "catalog/invalid")
        let law = "개인정보 보호법 제18조"
        let withheld = try await datasets.changeAccess(dataset, to: .withheld, ground: "3", citation: law, by: steward)
        #expect(withheld.citation == law)
        let given = try await datasets.changeAccess(dataset, to: .request, ground: "3", citation: law, by: steward)
        #expect(given.ground == nil && given.citation == nil)
    }

    @Test("An upload after one that could not be read is read under the same number")
    func afterRejection() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let dataset = try await nation.register(.request)
        #expect(await problem { try await update(nation, dataset, csv: "\0\u{1}\u{2}\0") } == "lake/unreadable")
        try await update(nation, dataset, csv: "번호,수\nA-01,1\n")
        #expect(try await nation.platform.datasets.find(dataset).version == 2)
    }

    @Test("Data registered for an institution that was merged belongs to the one that followed it")
    func merged() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let dataset = try await nation.register(.request)
        _ = try await nation.platform.institutions.merge(
            ["6110000"],
            into: "6260000",
            since: nation.platform.settings.clock.today,
            ground: "통합법",
            by: nation.actor("secretariat@mois.example")
        )
        let heir = try await nation.platform.institutions.find("6260000").id
        let again = try await nation.register(.request)
        #expect(try await nation.platform.datasets.find(again).institution == heir)
        // What was there before is described by the people of the one that followed.
        let edit = Datasets.Edit(title: "승계한 데이터")
        try await nation.platform.datasets.describe(dataset, edit, by: nation.actor("officer@busan.example"))
        #expect(try await nation.platform.datasets.find(dataset).title == "승계한 데이터")
    }
}
