import Directory
import Foundation
import GRDB
import Kernel
import Lake

extension Datasets {
    /// An upload that could not be read and was taken back. Its files lie in the lake for a day, see ``orphanAge``.
    struct Rejected {
        let job: Job
        let files: [KeptFile]
        /// The dataset that went with its only upload; nil where an earlier version stays.
        let dataset: Dataset?
    }

    /// What the job of a reading keeps, so that an upload that is taken back can be read otherwise.
    private struct Received: Decodable {
        /// nil in a job of before this was kept.
        let files: [KeptFile]?
        let draft: String?
    }

    static func payload(_ files: [KeptFile], of dataset: Dataset, version: Int) throws -> JSONValue {
        var payload: [String: JSONValue] = [
            "dataset": .string(dataset.id.rawValue), "version": .number(version),
            "files": .array(
                files.map { file in
                    var parts: [String: JSONValue] = [
                        "name": .string(file.name), "table": .string(file.table), "sha256": .string(file.sha256),
                        "bytes": .number(file.bytes),
                    ]
                    parts["types"] = file.types.map { .string($0) }
                    parts["layout"] = file.layout.map { .string($0) }
                    return .object(parts)
                }
            ),
        ]
        if dataset.version == 0 {
            payload["draft"] = .string(String(decoding: try JSONEncoder().encode(dataset), as: UTF8.self))
        }
        return .object(payload)
    }

    /// The newest upload of a dataset where it was taken back and is still there, for whoever may send another.
    func rejected(of id: Dataset.ID, by actor: Actor) async throws -> Rejected? {
        guard let job = try await reading(of: id, by: actor), let rejected = try rejected(job) else { return nil }
        return rejected
    }

    private func rejected(_ job: Job) throws -> Rejected? {
        guard job.stage == .failed else { return nil }
        let received = try job.decoded(as: Received.self)
        guard let files = received.files,
            files.allSatisfy({ FileManager.default.fileExists(atPath: lake.raw.appending(path: $0.sha256).path) })
        else { return nil }
        return Rejected(
            job: job,
            files: files,
            dataset: try received.draft.map { try JSONDecoder().decode(Dataset.self, from: Data($0.utf8)) }
        )
    }

    /// Reads an upload that was taken back once more, laid out as its keeper says: as the same dataset.
    ///
    /// - Parameter layouts: What was understood wrongly, by the files' places.
    /// - Throws: A 409 problem where there is nothing to read again, or another upload is being read.
    package func rereadRejected(_ id: Dataset.ID, _ layouts: [Int: ChosenLayout], by actor: Actor) async throws
        -> Registration
    {
        guard let rejected = try await rejected(of: id, by: actor) else { throw CatalogProblem.sentAgain }
        guard layouts.values.contains(where: { !$0.isEmpty }) else { throw Self.noLayout }
        let files = try rejected.files.enumerated().map { place, file in
            var file = file
            if let layout = layouts[place] {
                try Self.requireRow(layout)
                let known = try file.layout.map { try JSONDecoder().decode(ChosenLayout.self, from: Data($0.utf8)) }
                file.layout = try Self.json((known ?? ChosenLayout()).with(layout))
            }
            return file
        }
        let instant = clock.now
        return try await database.write { db in
            if let stored = try Dataset.fetchOne(db, key: id) {
                try CatalogMove.register.require(of: actor, at: stored.institution)
                return try receive(files, for: stored, version: Self.nextVersion(of: id, db), by: actor, db)
            }
            guard var dataset = rejected.dataset else { throw CatalogProblem.sentAgain }
            try CatalogMove.register.require(of: actor, at: dataset.institution)
            dataset.updatedAt = instant
            try dataset.insert(db)
            return try receive(files, for: dataset, version: 1, by: actor, db)
        }
    }
}
