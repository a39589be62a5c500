import Directory
import Foundation
import GRDB
import Kernel
import Lake
import Ledger

extension Datasets {
    static let readJob = "catalog.read"

    private struct ReadPayload: Decodable {
        let dataset: Dataset.ID
        let version: Int
    }

    /// This room's jobs.
    package var jobs: [String: JobQueue.Handler] {
        [Self.readJob: { job, progress in try await read(job, progress) }]
    }

    /// Reads every upload of a version into tables, then makes the version the current one, in one transaction.
    ///
    /// A version that cannot be read leaves nothing behind but its act.
    private func read(_ job: Job, _ progress: JobQueue.Progress) async throws {
        let payload: ReadPayload = try job.decoded()
        let (version, files) = try await database.read { db in
            (
                try DatasetVersion.fetchOne(db, key: ["dataset": payload.dataset, "number": payload.version]),
                try Self.files(of: payload.dataset, version: payload.version, db)
            )
        }
        // Read before, by a process that was killed before it could say so.
        guard version?.isReady != true else { return }
        guard let version else { throw CatalogProblem.takenBack }
        let staged = try lake.stage("dataset-\(payload.dataset)-\(payload.version)")
        do {
            var readings: [(DatasetFile, Intake.Reading)] = []
            for file in files {
                let folder = staged.appending(path: "\(file.position)")
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
                let reading = try await intake.choosing(file.chosenTypes).assuming(file.chosenLayout).read(
                    lake.raw.appending(path: file.sha256),
                    named: file.name,
                    as: file.tableName,
                    into: folder
                )
                readings.append((file, reading))
                try await progress.report(readings.count * 90 / files.count)
            }
            try lake.publish(staged, at: Self.folder(of: payload.dataset, version: payload.version, in: lake))
            try await finish(version, readings)
        } catch {
            try? FileManager.default.removeItem(at: staged)
            // What may yet succeed, such as on a full disk, is tried again; the version waits for it.
            if let problem = job.failure(for: error) { try await reject(version, problem, job) }
            throw error
        }
    }

    private func finish(_ version: DatasetVersion, _ readings: [(DatasetFile, Intake.Reading)]) async throws {
        let instant = clock.now
        let tables = readings.compactMap(\.1.table)
        try await database.write { db in
            guard
                var stored = try DatasetVersion.fetchOne(
                    db,
                    key: ["dataset": version.dataset, "number": version.number]
                ), !stored.isReady
            else { return }
            var dataset = try Self.find(version.dataset, db)
            let before = try Self.files(of: dataset.id, version: dataset.version, db).compactMap(\.table)
            for (file, reading) in readings {
                guard let table = reading.table else { continue }
                var file = file
                file.tableJSON = String(decoding: try JSONEncoder().encode(table), as: UTF8.self)
                try file.update(db)
            }
            let open = try insertFindings(tables, dataset, version.number, db)
            let warnings = readings.flatMap(\.1.warnings)
            stored.isReady = true
            stored.warnings = String(decoding: try JSONEncoder().encode(warnings), as: UTF8.self)
            if dataset.version > 0 {
                let difference = SchemaDifference(from: before, to: tables)
                stored.difference = String(decoding: try JSONEncoder().encode(difference), as: UTF8.self)
            }
            try stored.update(db)
            dataset.version = version.number
            if !dataset.needsReview { dataset.stage = Self.stage(of: dataset, openFindings: open) }
            dataset.updatedAt = instant
            try dataset.update(db)
            try index(dataset, tables, db)
            try Act.append(
                "catalog.registered",
                on: "dataset/\(dataset.id)",
                by: Attribution(person: version.by.rawValue, institution: dataset.institution.rawValue),
                details: [
                    "version": .number(version.number),
                    "tables": .array(
                        tables.map {
                            ["name": .string($0.name), "rows": .number($0.rows), "sha256": .string($0.sha256)]
                        }
                    ),
                    "findings": .number(open),
                ],
                at: instant,
                db
            )
        }
    }

    /// - Returns: How many are still to be answered.
    private func insertFindings(_ tables: [LakeTable], _ dataset: Dataset, _ version: Int, _ db: Database) throws -> Int
    {
        var open = 0
        for table in tables {
            for column in table.columns {
                for finding in column.findings {
                    // An answer given for the version before still holds for the same column.
                    let answered = try PersonalFinding.fetchOne(
                        db,
                        sql: """
                            SELECT * FROM personalFinding WHERE dataset = ? AND version = ? AND tableName = ?
                            AND columnName = ? AND kind = ? AND answer IS NOT NULL
                            """,
                        arguments: [dataset.id, dataset.version, table.name, column.name, finding.kind]
                    )
                    try PersonalFinding(
                        dataset: dataset.id,
                        version: version,
                        tableName: table.name,
                        columnName: column.name,
                        kind: finding.kind,
                        count: finding.count,
                        answer: answered?.answer,
                        answeredBy: answered?.answeredBy,
                        answeredAt: answered?.answeredAt
                    ).insert(db)
                    if answered == nil { open += 1 }
                }
            }
        }
        return open
    }

    /// What is said about a dataset with so many findings that nobody has answered.
    static func findingsNote(_ count: Int, access: Dataset.Access) -> LocalizedText {
        access == .open
            ? LocalizedText(
                "개인정보로 보이는 열이 \(count)건 있어 공개를 보류했습니다. 모두 답해야 공개됩니다.",
                en: "\(count) findings of personal data: it is held back until each is answered."
            )
            : LocalizedText(
                "개인정보로 보이는 열이 \(count)건 있습니다. 제공 조건을 정할 때 가명처리를 검토해 주세요.",
                en: "\(count) findings of personal data: consider pseudonyms when you decide on terms."
            )
    }

    /// Takes back a version that cannot be read; a dataset without another version goes with it, and the job ends with it.
    private func reject(_ version: DatasetVersion, _ problem: Problem, _ job: Job) async throws {
        let instant = clock.now
        try await database.write { db in
            try job.fail(problem, at: instant, db)
            let dataset = try Self.find(version.dataset, db)
            try Act.append(
                "catalog.rejected",
                on: "dataset/\(dataset.id)",
                by: .system,
                reason: problem.type,
                details: ["version": .number(version.number)],
                at: instant,
                db
            )
            if dataset.version == 0 {
                try dataset.delete(db)
            } else {
                try db.execute(
                    sql: "DELETE FROM datasetFile WHERE dataset = ? AND version = ?",
                    arguments: [dataset.id, version.number]
                )
                try version.delete(db)
            }
        }
    }

    // MARK: - Findings

    /// Says what one finding is about. When none is left, held data is published.
    package func answer(
        _ id: Dataset.ID,
        table: String,
        column: String,
        kind: PersonalKind,
        with answer: PersonalFinding.Answer,
        reason: String,
        by actor: Actor
    ) async throws {
        let reason = reason.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !reason.isEmpty else {
            throw CatalogProblem.invalid("reason", LocalizedText("그렇게 본 까닭을 적어 주세요.", en: "Say why."))
        }
        let instant = clock.now
        try await database.write { db in
            var dataset = try Self.find(id, db)
            try CatalogMove.answerFindings.require(of: actor, at: dataset.institution)
            try db.execute(
                sql: """
                    UPDATE personalFinding SET answer = ?, answeredBy = ?, answeredAt = ?
                    WHERE dataset = ? AND version = ? AND tableName = ? AND columnName = ? AND kind = ?
                    """,
                arguments: [answer, actor.person, instant, id, dataset.version, table, column, kind]
            )
            guard db.changesCount == 1 else {
                throw CatalogProblem.invalid(
                    "column",
                    LocalizedText("그 열에는 확인할 것이 없습니다.", en: "There is no such finding.")
                )
            }
            try Act.append(
                "catalog.findingAnswered",
                on: "dataset/\(id)",
                by: actor.attribution,
                reason: reason,
                details: [
                    "table": .string(table), "column": .string(column), "kind": .string(kind.rawValue),
                    "answer": .string(answer.rawValue),
                ],
                at: instant,
                db
            )
            let open = try Self.openFindings(of: dataset, db)
            guard dataset.stage == .held, open == 0 else { return }
            dataset.stage = .published
            dataset.updatedAt = instant
            try dataset.update(db)
            try Act.append("catalog.published", on: "dataset/\(id)", by: actor.attribution, at: instant, db)
        }
    }
}
