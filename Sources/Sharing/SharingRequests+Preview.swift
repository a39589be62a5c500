import Catalog
import Directory
import Foundation
import GRDB
import Kernel
import Lake

extension SharingRequests {
    /// What would leave under these terms: for those who decide, before they do.
    package func preview(_ id: SharingRequest.ID, _ draft: TermsDraft, by actor: Actor) async throws -> [SharePreview] {
        let found = try await find(id, by: actor)
        _ = try found.applying(.grant, from: Self.side(.grant, of: found, actor))
        let checked = try await grants.terms(draft, of: found.dataset, until: max(found.until, clock.today))
        let files = try await database.read { db in
            try Datasets.files(of: checked.dataset.id, version: checked.dataset.version, db)
        }
        return try await grants.shares.preview(grants.parts(files, checked.terms))
    }
}
