import Crypto
import Foundation
import Kernel
import Testing

@testable import Lake

@Suite("Shares hold what was agreed and nothing else")
struct ShareTests {
    private static let csv =
        "번호,구,나이,등록일\n"
        + (0..<60).map { "s\($0),\($0 < 58 ? "중구" : "종로구"),\(20 + $0 % 40),2026-0\($0 % 9 + 1)-15" }
        .joined(separator: "\n") + "\n"

    private func share(_ terms: Terms, grant: String = "g1") async throws -> (Workshop, Shares, Manifest, URL) {
        let workshop = try Workshop()
        let (table, file, _) = try await workshop.read(Self.csv)
        let keys = try GrantKeys(folder: workshop.home.appending(path: "keys"))
        let shares = Shares(engine: workshop.engine, folder: workshop.folder, keys: keys, memory: 512)
        try terms.check(against: table)
        let manifest = try await shares.make(
            grant: grant,
            version: 1,
            sourceVersion: 1,
            parts: [Shares.Part(table: table, file: file, terms: terms)],
            sealedKey: keys.make(for: grant)
        )
        return (workshop, shares, manifest, shares.file(grant: grant, version: 1, table: "t"))
    }

    private static let until = Day("2027-12-31") ?? Day(ordinal: 0)

    @Test(
        "Each transform gives what its name says",
        arguments: [
            ("번호", "mask:1", "\"s*\""), ("번호", "prefix:1", "\"s\""), ("나이", "band:10", "\"20–29\""),
            ("나이", "round:50", "0"), ("등록일", "year", "2026"), ("등록일", "month", "\"2026-01\""), ("구", "keep", "\"중구\""),
        ]
    )
    func transforms(column: String, spec: String, first: String) async throws {
        let (workshop, _, _, file) = try await share(
            Terms(columns: [column], transforms: [column: spec], until: Self.until)
        )
        defer { workshop.end() }
        #expect(try await workshop.rows(file).first == "[\(first)]")
    }

    @Test("A pseudonym is HMAC-SHA-256 under the grant's key: stable within a grant, different in another")
    func pseudonyms() async throws {
        let terms = Terms(columns: ["번호"], transforms: ["번호": "pseudonymise"], until: Self.until)
        let (one, _, _, first) = try await share(terms)
        let (other, _, _, second) = try await share(terms)
        defer {
            one.end()
            other.end()
        }
        let rows = try await one.rows(first)
        #expect(Set(rows).count == 60)
        #expect(rows != (try await other.rows(second)))
        let key = Data(repeating: 7, count: 32)
        let expression = Transform.pseudonymise.sql("'가나다'", key: key)
        let made = try await one.engine.run("SELECT 'v', \(expression);", limits: Engine.Limits(deadline: 10)).first(
            "v"
        )
        let expected = HMAC<SHA256>.authenticationCode(for: Data("가나다".utf8), using: SymmetricKey(data: key))
        #expect(made == Data(expected).hex)
    }

    @Test("Small groups are left out and counted")
    func groups() async throws {
        let terms = Terms(columns: ["구", "나이"], minimumGroup: 3, until: Self.until)
        let (workshop, _, manifest, file) = try await share(terms)
        defer { workshop.end() }
        #expect(manifest.tables[0].suppressed == 2)
        #expect(manifest.tables[0].quasiIdentifiers == ["구"])
        #expect(try await workshop.rows(file).allSatisfy { $0.contains("중구") })
    }

    @Test("A full grant links the owner's file; removing the share leaves the owner's")
    func linking() async throws {
        let (workshop, shares, manifest, file) = try await share(Terms(until: Self.until))
        defer { workshop.end() }
        #expect(manifest.tables[0].isLinked)
        #expect(try Checksum.sha256(file) == manifest.tables[0].sha256)
        try shares.remove(grant: "g1")
        #expect(shares.manifest(grant: "g1", version: 1) == nil)
        #expect(!FileManager.default.fileExists(atPath: file.path))
        try shares.remove(grant: "g1")
    }

    @Test("What a killed worker left behind is thrown away; a finished share is not made twice")
    func again() async throws {
        let (workshop, shares, manifest, _) = try await share(Terms(columns: ["구"], until: Self.until))
        defer { workshop.end() }
        let half = workshop.folder.staging.appending(path: "share-g2-1/t")
        try FileManager.default.createDirectory(at: half, withIntermediateDirectories: true)
        try Data("half".utf8).write(to: half.appending(path: LakeTable.file))
        let same = try await shares.make(grant: "g1", version: 1, sourceVersion: 1, parts: [], sealedKey: Data())
        #expect(same == manifest)
        #expect(shares.manifest(grant: "g2", version: 1) == nil)
    }

    @Test(
        "Terms that do not fit are refused with the field",
        arguments: [
            (Terms(columns: ["없음"], until: until), "columns"), (Terms(columns: [], until: until), "columns"),
            (Terms(columns: ["구"], transforms: ["번호": "year"], until: until), "transforms"),
            (Terms(transforms: ["구": "band:10"], until: until), "transforms"),
            (Terms(transforms: ["구": "band:x"], until: until), "transforms"),
            (Terms(transforms: ["구": "shuffle"], until: until), "transforms"),
            (Terms(minimumGroup: 1, until: until), "minimumGroup"),
        ]
    )
    func refused(terms: Terms, field: String) async throws {
        let workshop = try Workshop()
        defer { workshop.end() }
        let (table, _, _) = try await workshop.read(Self.csv)
        let found = await problem { try terms.check(against: table) }
        #expect(found?.fields.first?.name == field)
    }

    @Test(
        "A row filter is one expression over the columns; anything else is refused",
        arguments: [
            ("구 = '중구'", true), ("나이 BETWEEN 20 AND 30 AND lower(번호) LIKE 's1%'", true),
            ("등록일 >= DATE '2026-03-01' OR 구 IN ('중구', '종로구')", true),
            ("CASE WHEN 나이 > 30 THEN true ELSE false END", true),
            ("없는열 = 1", false), ("구 = = 1", false), ("(SELECT true)", false), ("나이 IN (SELECT 1)", false),
            ("true; DROP TABLE t", false), ("getenv('HOME') = ''", false), ("true LIMIT 1", false),
            ("true UNION SELECT * FROM t", false), ("true GROUP BY ALL", false), ("", false), ("count(*) > 1", false),
            ("나이 > 'abc'::INT", true), ("row_number() OVER () = 1", false), ("구 = 3 + '\n.shell id\n'", true),
            ("read_text('/etc/passwd') = ''", false), ("나이 = ANY(SELECT 1)", false),
        ]
    )
    func filters(text: String, isFine: Bool) async throws {
        let workshop = try Workshop()
        defer { workshop.end() }
        let (table, _, _) = try await workshop.read(Self.csv)
        let found = await problem { _ = try await RowFilter(engine: workshop.engine).checked(text, table: table) }
        #expect(
            (found == nil) == isFine || (isFine && found?.type == "lake/bad-filter"),
            "\(String(describing: found))"
        )
        if !isFine { #expect(found?.type == "lake/bad-filter") }
    }

    @Test("The mistake's place is told")
    func position() async throws {
        let workshop = try Workshop()
        defer { workshop.end() }
        let (table, _, _) = try await workshop.read(Self.csv)
        let found = await problem {
            _ = try await RowFilter(engine: workshop.engine).checked("나이 > 3 AND 없음 = 1", table: table)
        }
        #expect(found?.detail?.en?.contains("character 12") == true, "\(String(describing: found?.detail))")
    }

    @Test("A grant's key opens for that grant only")
    func keys() throws {
        let workshop = try Workshop()
        defer { workshop.end() }
        let keys = try GrantKeys(folder: workshop.home.appending(path: "keys"))
        let sealed = try keys.make(for: "a")
        #expect(try keys.open(sealed, for: "a").count == 32)
        #expect(throws: (any Error).self) { try keys.open(sealed, for: "b") }
    }
}

@Suite("Questions see their tables and nothing else")
struct RunTests {
    private func bench() async throws -> (Workshop, Runs, [Runs.Bound], URL) {
        let workshop = try Workshop()
        let (_, file, _) = try await workshop.read("a,b\n1,x\n2,y\n3,\n")
        let other = try workshop.file("other.csv", Data("secret\n1\n".utf8))
        return (
            workshop, Runs(engine: workshop.engine, folder: workshop.folder, memory: 256, deadline: 60),
            [Runs.Bound(name: "t", file: file)], other
        )
    }

    @Test("Rows come back with their types; sums keep every digit")
    func answers() async throws {
        let (workshop, runs, tables, _) = try await bench()
        defer { workshop.end() }
        let answer = try await runs.run("SELECT sum(a) AS s, count(b) AS \"수\", max(b) FROM t", over: tables, run: "r")
        #expect(answer.page == [#"[6,2,"y"]"#])
        #expect(answer.columns.map(\.name) == ["s", "수", "max(b)"])
        #expect(answer.sha256.count == 64)
        let big = try await runs.run("SELECT sum(9007199254740993::BIGINT) s FROM t", over: tables, run: "r2")
        #expect(big.page == ["[27021597764222979]"])
    }

    @Test("Results are paged and taken away as CSV, XLSX and Parquet")
    func downloads() async throws {
        let (workshop, runs, tables, _) = try await bench()
        defer { workshop.end() }
        let answer = try await runs.run("SELECT i AS \"번호\" FROM range(2500) r(i)", over: tables, run: "r", first: 10)
        #expect(answer.rows == 2500 && answer.page.count == 10)
        #expect(try await runs.page(of: "r", offset: 2490, limit: 1000).last == "[2499]")
        let csv = try await Data(contentsOf: runs.download("r", as: .csv, mark: true))
        #expect(csv.starts(with: [0xEF, 0xBB, 0xBF]))
        let plain = try await String(contentsOf: runs.download("r", as: .csv, mark: false), encoding: .utf8)
        #expect(plain.hasPrefix("번호\n0\n"))
        #expect(try await Data(contentsOf: runs.download("r", as: .xlsx)).starts(with: [0x50, 0x4B]))
        runs.remove("r")
        #expect(await problem { _ = try await runs.page(of: "r", offset: 0, limit: 1) }?.status == 410)
    }

    @Test(
        "What is not one SELECT over the granted tables is refused",
        arguments: [
            "SELECT * FROM other", "SELECT * FROM read_csv('OTHER')", "SELECT getenv('PATH')", "SELECT 1; SELECT 2",
            "COPY (SELECT 1) TO 'HOME/x.csv'", "ATTACH 'HOME/x.db'", "SET threads=64", "INSTALL httpfs",
            "PRAGMA version",
            "SELECT 1;\n.shell touch HOME/escaped\n",
            "SELECT '\n.shell touch HOME/escaped\n'''; \n.shell touch HOME/escaped",
            "CREATE TABLE x AS SELECT 1", "SELECT * FROM glob('/etc/*')", "SELECT * FROM read_text('/etc/passwd')", "",
            "FROM duckdb_settings() SELECT error(name)",
        ]
    )
    func sandbox(sql: String) async throws {
        let (workshop, runs, tables, other) = try await bench()
        defer { workshop.end() }
        let text = sql.replacing("OTHER", with: other.path).replacing("HOME", with: workshop.home.path)
        let found = await problem { _ = try await runs.run(text, over: tables, run: "r") }
        #expect(found?.type == "lake/query-refused")
        #expect(!FileManager.default.fileExists(atPath: workshop.home.appending(path: "escaped").path))
        #expect(!FileManager.default.fileExists(atPath: workshop.folder.runs.appending(path: "r").path))
    }

    @Test("A question that never ends is stopped, one that wants too much memory is refused")
    func limits() async throws {
        let (workshop, _, tables, _) = try await bench()
        defer { workshop.end() }
        let runs = Runs(engine: workshop.engine, folder: workshop.folder, memory: 256, deadline: 1)
        let slow = await problem {
            _ = try await runs.run("SELECT count(*) FROM range(10000000) a, range(10000000) b", over: tables, run: "r")
        }
        #expect(slow?.type == "lake/too-slow")
        let large = await problem {
            _ = try await Runs(engine: workshop.engine, folder: workshop.folder, memory: 64, deadline: 20).run(
                "SELECT list(i) FROM range(100000000) r(i)",
                over: tables,
                run: "r"
            )
        }
        #expect(large?.type == "lake/too-much-memory")
    }
}
