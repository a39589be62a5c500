import Directory
import Foundation
import GRDB
import Kernel
import Ledger
import Statute

extension Datasets {
    /// Changes how a dataset is had. Opened data whose findings are not all answered is held back until they are.
    ///
    /// Grants that were made before stay in force: each ends by its own day or by being revoked.
    ///
    /// - Parameters:
    ///   - ground: For withheld data: the ground of the law.
    ///   - citation: For withheld data: the provision the ground rests on.
    ///   - reason: What the steward wants the ledger to say about it.
    package func changeAccess(
        _ id: Dataset.ID,
        to access: Dataset.Access,
        ground: String? = nil,
        citation: String? = nil,
        reason: String? = nil,
        by actor: Actor
    ) async throws -> Dataset {
        let instant = clock.now
        let pack = try statutes.pack(on: clock.today)
        return try await database.write { db in
            var dataset = try Self.find(id, db)
            try CatalogMove.changeAccess.require(of: actor, at: dataset.institution)
            guard dataset.stage != .registering || dataset.isDraft else { throw CatalogProblem.busy }
            let old = dataset.access
            let citation = access == .withheld ? try checkedWithholding(ground: ground, citation: citation) : nil
            let ground = access == .withheld ? ground : nil
            guard (old, dataset.ground, dataset.citation) != (access, ground, citation) else { return dataset }
            dataset.access = access
            dataset.ground = ground
            dataset.citation = citation
            if !dataset.isDraft {
                dataset.stage = Self.stage(of: dataset, openFindings: try Self.openFindings(of: dataset, db))
            }
            dataset.updatedAt = instant
            try dataset.update(db)
            var details: [String: JSONValue] = [
                "old": .string(old.rawValue), "new": .string(access.rawValue), "stage": .string(dataset.stage.rawValue),
            ]
            if let ground { details["ground"] = .string(ground) }
            if let citation { details["citation"] = .string(citation) }
            try Act.append(
                "catalog.accessChanged",
                on: "dataset/\(id)",
                by: actor.attribution,
                reason: reason.flatMap { $0.isEmpty ? nil : $0 },
                pack: pack.reference,
                details: .object(details),
                at: instant,
                db
            )
            return dataset
        }
    }

    /// How many findings of the present version nobody has answered.
    static func openFindings(of dataset: Dataset, _ db: Database) throws -> Int {
        try Int.fetchOne(
            db,
            sql: "SELECT count(*) FROM personalFinding WHERE dataset = ? AND version = ? AND answer IS NULL",
            arguments: [dataset.id, dataset.version]
        ) ?? 0
    }

    /// - Returns: The citation, without space around it.
    /// - Throws: A 422 problem unless the ground is one of the law's and the provision is cited (Act Art. 11①).
    func checkedWithholding(ground: String?, citation: String?) throws -> String {
        let grounds = try statutes.pack(on: clock.today).grounds
        guard let ground, grounds.contains(where: { $0.id == ground }) else {
            let known = grounds.map { "\($0.id): \($0.text.ko)" }.joined(separator: " / ")
            throw CatalogProblem.invalid(
                "ground",
                LocalizedText(
                    "비공개하려면 법에 정한 사유를 골라 주세요. \(known)",
                    en: "To withhold data, choose a ground of the law: \(grounds.map(\.id).joined(separator: ", "))."
                )
            )
        }
        guard let citation = try Wording.checked(citation, "citation", limit: Wording.titleLimit) else {
            throw CatalogProblem.invalid(
                "citation",
                LocalizedText("사유의 근거 조문을 적어 주세요.", en: "Cite the provision it rests on.")
            )
        }
        return citation
    }
}
