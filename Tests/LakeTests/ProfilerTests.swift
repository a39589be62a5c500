import Foundation
import Kernel
import Testing

@testable import Lake

@Suite("Profiles of large, wide and odd tables")
struct ProfilerTests {
    /// Reads what `select` gives as a Parquet upload.
    private func read(_ select: String, in workshop: Workshop) async throws -> LakeTable {
        let file = workshop.home.appending(path: "made.parquet")
        _ = try await workshop.engine.run(
            "COPY (\(select)) TO '\(file.path)' (FORMAT parquet);",
            limits: Engine.Limits(deadline: 60)
        )
        let staged = try workshop.folder.stage("large")
        let reading = try await workshop.intake.read(file, named: "large.parquet", as: "t", into: staged)
        return try #require(reading.table)
    }

    @Test("Among millions of values the most frequent are found and counted exactly, and personal data too")
    func large() async throws {
        let workshop = try Workshop()
        defer { workshop.end() }
        let table = try await read(
            """
            SELECT i AS 수, CASE WHEN i % 10 = 0 THEN '없음' WHEN i % 100 = 1 THEN '모름''\n' ELSE 'v' || i END AS 값,
            ['가','나','다'][1 + i % 3] AS 종류, CASE WHEN i = 7 THEN '900101-1234567' ELSE 'n' || i END AS 비고,
            CASE WHEN i = 9 THEN 9001011234567 ELSE i END AS 큰수 FROM range(2100000) t(i)
            """,
            in: workshop
        )
        #expect(table.rows == 2_100_000)
        #expect(table.columns[0].profile?.histogram == Array(repeating: 210_000, count: 10))
        let value = try #require(table.columns[1].profile)
        #expect(value.top.prefix(2).map(\.count) == [210_000, 21_000])
        #expect(value.top.first?.value == "없음")
        #expect(value.distinctIsEstimate)
        let kind = try #require(table.columns[2].profile)
        #expect(kind.top.map(\.count) == [700_000, 700_000, 700_000])
        #expect(kind.distinct == 3 && !kind.distinctIsEstimate)
        #expect(table.columns[3].findings == [Finding(kind: .residentNumber, count: 1)])
        #expect(table.columns[4].findings == [Finding(kind: .residentNumber, count: 1)])
    }

    @Test("Numbers that are not finite, and dates beyond time, are profiled")
    func odd() async throws {
        let workshop = try Workshop()
        defer { workshop.end() }
        let table = try await read(
            """
            SELECT * FROM (VALUES ('nan'::DOUBLE, DATE 'infinity', 1.7e308), ('inf', DATE '2026-01-01', -1.7e308),
            (1, DATE '2026-01-11', 0), (2, NULL, NULL)) t(a, b, c)
            """,
            in: workshop
        )
        #expect(table.columns[0].profile?.histogram.reduce(0, +) == 2)
        #expect(table.columns[1].profile?.histogram.reduce(0, +) == 2)
        #expect(table.columns[2].profile?.histogram.reduce(0, +) == 3)
    }

    @Test("Values as large as books do not choke the profile")
    func books() async throws {
        let workshop = try Workshop()
        defer { workshop.end() }
        let table = try await read(
            "SELECT repeat('가', 5000000) || i % 3 AS 글 FROM range(20) t(i)",
            in: workshop
        )
        #expect(table.columns[0].profile?.distinct == 3)
        #expect(table.columns[0].profile?.min?.count == 200)
    }

    @Test("Three thousand columns are read, typed and profiled")
    func wide() async throws {
        let workshop = try Workshop()
        defer { workshop.end() }
        let columns = 3000
        var text = (0..<columns).map { "열\($0)" }.joined(separator: ",") + "\n"
        for row in 0..<20 {
            text += Array(repeating: "\(row),값\(row % 2)", count: columns / 2).joined(separator: ",") + "\n"
        }
        let (table, _, _) = try await workshop.read(text)
        #expect(table.rows == 20)
        #expect(table.columns.count == columns)
        #expect(table.columns.last?.profile?.top.map(\.count) == [10, 10])
        #expect(table.columns[2998].type == "BIGINT")
    }

    @Test("Ten thousand columns are read as one table, each with its type and its profile", .timeLimit(.minutes(10)))
    func widest() async throws {
        let workshop = try Workshop()
        defer { workshop.end() }
        let columns = 10_000
        var text = (0..<columns).map { "열\($0)" }.joined(separator: ",") + "\n"
        for row in 0..<50 {
            text += Array(repeating: "\(row),값\(row % 2)", count: columns / 2).joined(separator: ",") + "\n"
        }
        let intake = Intake(engine: workshop.engine)
        let source = try workshop.file("wide.csv", Data(text.utf8))
        let table = try #require(
            try await intake.read(source, named: "wide.csv", as: "t", into: workshop.folder.stage("wide")).table
        )
        #expect(table.rows == 50 && table.columns.count == columns)
        #expect(table.columns[9998].type == "BIGINT" && table.columns[9998].profile?.distinct == 50)
        #expect(table.columns[9999].profile?.top.map(\.count) == [25, 25])
        let more = try workshop.file("more.csv", Data((text.prefix { $0 != "\n" } + ",하나더\n").utf8))
        let found = await problem {
            _ = try await intake.read(more, named: "more.csv", as: "t", into: workshop.folder.stage("more"))
        }
        #expect(found?.detail?.ko.contains("10,000개까지") == true)
    }

    @Test("A column of names is found by its values, one of districts is not")
    func names() async throws {
        let workshop = try Workshop()
        defer { workshop.end() }
        let (table, _, _) = try await workshop.read(
            "참석,구역\n"
                + (0..<40).map { row in
                    let syllables = Array("민서준우지현수영하은")
                    return
                        "\(Array("김이박최정")[row % 5])\(syllables[row % 10])\(syllables[row / 4]),\(Array("강노서송")[row % 4])\(syllables[row % 10])구"
                }.joined(separator: "\n") + "\n"
        )
        #expect(table.columns[0].findings.map(\.kind) == [.name])
        #expect(table.columns[1].findings == [])
    }
}
