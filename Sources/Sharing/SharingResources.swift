import Catalog
import Directory
import Foundation
import Hummingbird
import Kernel
import Lake
import Statute

/// A request as the API and the command line show it. A record may follow the store; this may not.
package struct RequestResource: ResponseCodable, Equatable {
    let id: String
    let stage: String
    let dataset: DatasetReference
    let requester: InstitutionReference
    /// Who stands for the requester today, where it was merged since.
    let deemedRequester: InstitutionReference?
    let provider: InstitutionReference
    /// Who answers for the provider today, where it was merged since.
    let deemedProvider: InstitutionReference?
    /// The e-mail address of whoever asked.
    let person: String
    let purpose: String
    let method: String
    let until: Day
    let columns: [String]?
    let condition: String?
    let receivedAt: Date
    /// The statutory day, and the steps that lead to it.
    let due: Day?
    let rule: String?
    let pack: String
    let proof: [LocalizedText]
    let extendedDays: Int
    let extensionReason: String?
    let decidedAt: Date?
    let note: String?
    let refusal: Refusal?
    /// Where to go after a refusal.
    let mediation: Mediation?
    /// The refusal as it is sent, in words.
    let notice: LocalizedText?
    /// Who holds the data instead, as the provider says.
    let suggestedHolder: InstitutionReference?
    let clarifications: [Entry]
    let grant: String?
    /// The earlier request this one takes further, and those that take this one further.
    let follows: String?
    let followedBy: [String]

    package struct DatasetReference: Codable, Equatable, Sendable {
        let id: String
        let title: String
    }

    struct Refusal: Codable, Equatable {
        let ground: String
        let citation: String
        let separable: Bool
        let finding: String
        let offer: [String]
    }

    struct Mediation: Codable, Equatable {
        let due: Day
        let citation: LocalizedText
        let proof: [LocalizedText]
    }

    struct Entry: Codable, Equatable {
        let isQuestion: Bool
        let text: String
        let at: Date
        /// The e-mail address of whoever wrote it.
        let by: String
    }

    package init(_ detail: SharingRequests.Detail) {
        let request = detail.request
        id = request.id.rawValue
        stage = request.stage.rawValue
        dataset = DatasetReference(id: detail.dataset.id.rawValue, title: detail.dataset.title)
        requester = InstitutionReference(detail.requester)
        deemedRequester = detail.deemedRequester.map(InstitutionReference.init)
        provider = InstitutionReference(detail.provider)
        deemedProvider = detail.deemedProvider.map(InstitutionReference.init)
        person = detail.person?.email ?? ""
        purpose = request.purpose
        method = request.method
        until = request.until
        columns = request.columns
        condition = request.condition
        receivedAt = request.receivedAt
        due = request.due?.due
        rule = request.due?.rule
        pack = request.pack
        proof = request.due?.proof ?? []
        extendedDays = request.extendedDays
        extensionReason = request.extensionReason
        decidedAt = request.decidedAt
        note = request.note
        refusal = request.refusal.map {
            Refusal(
                ground: $0.ground,
                citation: $0.citation,
                separable: $0.isSeparable,
                finding: $0.finding,
                offer: $0.offer
            )
        }
        mediation = request.refusal.map {
            Mediation(due: $0.mediation.due, citation: $0.mediation.citation, proof: $0.mediation.proof)
        }
        notice = detail.notice
        suggestedHolder = detail.suggestedHolder.map(InstitutionReference.init)
        clarifications = detail.clarifications.map {
            Entry(isQuestion: $0.entry.isQuestion, text: $0.entry.text, at: $0.entry.at, by: $0.person?.email ?? "")
        }
        grant = detail.grant?.id.rawValue
        follows = request.follows?.rawValue
        followedBy = detail.followedBy.map(\.id.rawValue)
    }
}

/// A grant as the API and the command line show it.
package struct GrantResource: ResponseCodable, Equatable {
    let id: String
    let stage: String
    let request: String?
    let dataset: RequestResource.DatasetReference
    let provider: InstitutionReference
    /// Who answers for the provider today, where it was merged since.
    let deemedProvider: InstitutionReference?
    /// The e-mail address of the only person who may read with it.
    let grantee: String
    let purpose: String
    let method: String
    let until: Day
    let terms: [String: Terms]
    let share: Share?
    let createdAt: Date
    let endedAt: Date?
    let endReason: String?
    /// Why the share could not be made, as long as it is not.
    let failure: Failure?

    struct Failure: Codable, Equatable {
        let type: String
        let title: LocalizedText
        let detail: LocalizedText?
    }

    struct Share: Codable, Equatable {
        let version: Int
        let sourceVersion: Int
        let termsHash: String
        let tables: [Manifest.Table]
    }

    package init(_ detail: Grants.Detail) {
        let grant = detail.grant
        id = grant.id.rawValue
        stage = grant.stage.rawValue
        request = grant.request?.rawValue
        dataset = RequestResource.DatasetReference(id: detail.dataset.id.rawValue, title: detail.dataset.title)
        provider = InstitutionReference(detail.provider)
        deemedProvider = detail.deemedProvider.map(InstitutionReference.init)
        grantee = detail.person?.email ?? ""
        purpose = grant.purpose
        method = grant.method
        until = grant.until
        terms = grant.terms
        share = grant.manifest.map {
            Share(version: $0.version, sourceVersion: $0.sourceVersion, termsHash: $0.termsHash, tables: $0.tables)
        }
        createdAt = grant.createdAt
        endedAt = grant.endedAt
        endReason = grant.endReason
        failure = detail.failure.map { Failure(type: $0.type, title: $0.title, detail: $0.detail) }
    }
}

/// An institution that may hold what was asked for, and why it is thought so.
package struct HolderResource: ResponseCodable, Equatable {
    let institution: InstitutionReference
    let datasets: [RequestResource.DatasetReference]

    package init(_ holder: SharingRequests.LikelyHolder) {
        institution = InstitutionReference(holder.institution)
        datasets = holder.datasets.map {
            RequestResource.DatasetReference(id: $0.id.rawValue, title: $0.title)
        }
    }
}
