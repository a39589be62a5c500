import Catalog
import Directory
import Foundation
import GRDB
import Kernel
import Lake

extension SharingRequests {
    /// What would leave, as somebody looked at it before deciding.
    package struct Look: Sendable {
        /// By table, as they were checked.
        package let terms: [String: Terms]
        package let previews: [SharePreview]
        /// Stands for exactly these terms over exactly this version of the data: what `grant` takes as `seen`.
        package let seal: String
    }

    /// What would leave under these terms: for those who decide, before they do.
    package func preview(_ id: SharingRequest.ID, _ draft: TermsDraft, by actor: Actor) async throws -> Look {
        let found = try await find(id, by: actor)
        _ = try found.applying(.grant, from: Self.side(.grant, of: found, actor))
        let checked = try await grants.terms(draft, of: found.dataset, until: max(found.until, clock.today))
        let files = try await database.read { db in
            try Datasets.files(of: checked.dataset.id, version: checked.dataset.version, db)
        }
        return Look(
            terms: checked.terms,
            previews: try await grants.shares.preview(grants.parts(files, checked.terms)),
            seal: try checked.seal
        )
    }
}
