import App
import Catalog
import Foundation
import Kernel
import Lake
import Ledger
import Sharing
import TestSupport
import Testing

@Suite("What pages say of an upload, and of the law")
struct WordsOfUploadsTests {
    @Test("The review page says how a file was read also where nothing is odd, and reads it again as it is told")
    func review() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let dataset = try await nation.register(.request, csv: "가;나\r\n1;2\r\n3;4\r\n")
        try await PageDesk.sit(nation, as: "steward@seoul.example") { desks in
            let path = "/datasets/\(dataset)/review"
            let ko = try await desks[0].get("\(path)?lang=ko").html
            for words in ["읽은 방법", "UTF-8", "쌍반점(;)", "윈도 방식(CRLF)", "1번째 행"] {
                #expect(ko.contains(words), "\(words)")
            }
            let en = try await desks[0].get("\(path)?lang=en").html
            for words in ["How it was read", "semicolon (;)", "Windows (CRLF)", "row 1"] {
                #expect(en.contains(words), "\(words)")
            }
            let same = [
                ("layout.0.encoding", "UTF-8"), ("layout.0.delimiter", "semicolon"), ("layout.0.headerRow", "1"),
            ]
            _ = try await desks[0].post("/datasets/\(dataset)/layout", same)
            #expect(try await nation.platform.datasets.detail(dataset).versions.count == 1)
            _ = try await desks[0].post("/datasets/\(dataset)/layout", same.dropLast() + [("layout.0.headerRow", "0")])
            let job = try #require(
                try await nation.platform.datasets.reading(of: dataset, by: nation.actor("steward@seoul.example"))
            )
            try await nation.platform.jobs.finish(job.id)
            #expect(try await nation.platform.datasets.detail(dataset).tables[0].rows == 3)
            #expect(try await desks[0].get("\(path)?lang=ko").html.contains("머리글 없음"))
        }
    }

    @Test("The page of a file that was taken back asks how it is to be read, until the file is gone")
    func rejectedPage() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let (platform, file) = (nation.platform, nation.home.appending(path: "titled.csv"))
        try Data("무더위쉼터 현황, 2026년\n기준일: 2026-11-01\n구,시설명,수용인원\n중구,주민센터,30\n".utf8).write(to: file)
        let sent = try await platform.datasets.register(
            Datasets.Draft(institution: "6110000", title: "쉼터", access: .request, needsReview: true),
            [Datasets.Upload(file: file, name: "쉼터.csv")],
            by: nation.actor("steward@seoul.example")
        )
        try await platform.jobs.runAll()
        try await PageDesk.sit(nation, as: "steward@seoul.example") { desks in
            let desk = desks[0]
            let path = "/datasets/\(sent.dataset)"
            #expect(try await desk.get("\(path)/review").html.contains("name=\"layout.0.headerRow\""))
            let nothing = try await desk.post("\(path)/rejected", [("layout.0.headerRow", "")])
            #expect(nothing.status == 422 && nothing.html.contains("하나는 정해 주세요"))
            #expect(try await desk.post("\(path)/rejected", [("layout.0.headerRow", "3")]).status == 303)
            try await platform.jobs.runAll()
            let review = try await desk.get("\(path)/review").html
            #expect(review.contains("시설명") && !review.contains("id=\"rejected\""))
        }
    }

    @Test("Held data leads its keepers to the findings, and names no command")
    func held() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let dataset = try await nation.register(.open, csv: "이름,전화\n가,010-2345-6789\n나,010-3456-7890\n")
        try await PageDesk.sit(nation, as: "steward@seoul.example", "official@busan.example") { desks in
            let link = "/datasets/\(dataset)/review#findings"
            let own = try await desks[0].get("/datasets/\(dataset)?lang=ko").html
            #expect(own.contains(link) && !own.contains("dataset publish"))
            #expect(try await !desks[1].get("/datasets/\(dataset)?lang=ko").html.contains(link))
        }
    }

    @Test("The law a request and its acts are under is named as the law is, in the reader's language")
    func law() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let request = try await nation.request(nation.register(.request)).id
        let subject = "request/\(request)"
        let act = try #require(try await nation.platform.acts.list(subject: subject).last)
        try await PageDesk.sit(nation, as: "analyst@mois.example", "auditor@mois.example") { desks in
            for (language, name) in [("ko", "활성화에 관한 법률"), ("en", "Act on Promotion of AI")] {
                let page = try await desks[0].get("/requests/\(request)?lang=\(language)").html
                #expect(page.contains(name) && !page.contains("kr-20"))
                #expect(try await desks[1].get("/ledger/\(act.seq)?lang=\(language)").html.contains(name))
            }
        }
    }
}
