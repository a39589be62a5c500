import Catalog
import Directory
import Foundation
import GRDB
import Kernel
import Ledger
import Statute

extension SharingRequests {
    /// A decision to provide, and the grant it made.
    package struct Granted: Sendable {
        package let request: SharingRequest
        package let grant: Grant
        package let job: Job.ID
    }

    /// Decides to provide, in whole or in part; the share is made by a job.
    ///
    /// - Parameter seen: The seal of the ``Look`` that was taken before; nil where nobody has to look first.
    /// - Throws: A 422 problem where something else than was seen would leave.
    package func grant(
        _ id: SharingRequest.ID,
        _ draft: TermsDraft,
        until: Day?,
        note: String?,
        seen: String? = nil,
        by actor: Actor
    ) async throws -> Granted {
        let found = try await find(id, by: actor)
        // Who may not decide need not learn what is wrong with the terms.
        _ = try found.applying(.grant, from: Self.side(.grant, of: found, actor))
        let terms = try await grants.terms(draft, of: found.dataset, until: until ?? found.until)
        if let seen, try seen != terms.seal { throw SharingProblem.unseen(isFirst: seen.isEmpty) }
        let instant = clock.now
        return try await database.write { db in
            let found = try Self.find(id, db)
            var request = try found.applying(.grant, from: Self.side(.grant, of: found, actor))
            request.decidedBy = actor.person
            request.decidedAt = instant
            request.note = note
            try request.update(db)
            let (grant, job) = try grants.insert(
                terms,
                for: Grants.Purpose(
                    request: id,
                    institution: request.requester,
                    person: request.person,
                    purpose: request.purpose,
                    method: request.method
                ),
                db
            )
            try Self.record(
                "sharing.granted",
                request,
                by: actor,
                reason: note,
                [
                    "grant": .string(grant.id.rawValue), "until": .string(grant.until.description),
                    "terms": try JSONValue(encoding: grant.terms),
                ],
                at: instant,
                db
            )
            return Granted(request: request, grant: grant, job: job)
        }
    }

    /// What a refusal must say.
    package struct RefusalDraft: Sendable {
        package var ground: String
        package var citation: String
        /// nil where nobody said: then it cannot be issued.
        package var isSeparable: Bool?
        package var finding: String
        package var offer: [String]

        package init(ground: String, citation: String, isSeparable: Bool?, finding: String, offer: [String] = []) {
            self.ground = ground
            self.citation = citation
            self.isSeparable = isSeparable
            self.finding = finding
            self.offer = offer
        }
    }

    /// Refuses, on a ground of the law, with the finding on separability (Act Arts 11, 12②; Decree Art. 11③).
    package func refuse(_ id: SharingRequest.ID, _ draft: RefusalDraft, by actor: Actor) async throws -> SharingRequest
    {
        let instant = clock.now
        return try await database.write { db in
            let found = try Self.find(id, db)
            var request = try found.applying(.refuse, from: Self.side(.refuse, of: found, actor))
            let pack = try statutes.pack(request.pack)
            let mediation = try statutes.due("mediation.apply", from: Day(of: instant), pack: pack)
            let refusal = try Self.checked(draft, pack: pack, mediation: mediation)
            request.refusalJSON = try Self.json(refusal)
            request.decidedBy = actor.person
            request.decidedAt = instant
            try request.update(db)
            try Self.record(
                "sharing.refused",
                request,
                by: actor,
                reason: refusal.finding,
                [
                    "ground": .string(refusal.ground), "citation": .string(refusal.citation),
                    "separable": .bool(refusal.isSeparable), "offer": .array(refusal.offer.map(JSONValue.string)),
                    "mediationUntil": .string(mediation.due.description),
                ],
                at: instant,
                db
            )
            return request
        }
    }

    private static func checked(_ draft: RefusalDraft, pack: RulePack, mediation: DueDate) throws
        -> SharingRequest.Refusal
    {
        guard pack.ground(draft.ground) != nil else {
            let known = pack.grounds.map { "\($0.id): \($0.text.ko)" }.joined(separator: " / ")
            throw SharingProblem.invalid(
                "ground",
                LocalizedText(
                    "법 제11조제1항의 사유가 아닙니다. \(known)",
                    en:
                        "This is no ground of the Act, Art. 11(1). Choose \(pack.grounds.map(\.id).joined(separator: ", "))."
                )
            )
        }
        let citation = draft.citation.trimmingCharacters(in: .whitespacesAndNewlines)
        let finding = draft.finding.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !citation.isEmpty else {
            throw SharingProblem.invalid("citation", LocalizedText("근거 조문을 적어 주세요.", en: "Cite the provision."))
        }
        guard let isSeparable = draft.isSeparable, !finding.isEmpty else {
            throw SharingProblem.invalid(
                "separable",
                LocalizedText(
                    "기술적으로 분리할 수 있는지와 검토 결과를 적어 주세요(시행령 제11조제3항).",
                    en: "Say whether the protected part can be separated, and what was found (Decree Art. 11(3))."
                )
            )
        }
        let offer = draft.offer.map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        guard !isSeparable || !offer.isEmpty else {
            throw SharingProblem.invalid(
                "offer",
                LocalizedText(
                    "분리할 수 있으면 나머지를 제공하여야 합니다(법 제11조제2항). 제공할 항목을 적어 주세요.",
                    en: "What can be separated must be provided (Act Art. 11(2)). Say what is offered."
                )
            )
        }
        return SharingRequest.Refusal(
            ground: draft.ground,
            citation: citation,
            isSeparable: isSeparable,
            finding: finding,
            offer: offer,
            mediation: mediation
        )
    }

    /// Says that the provider does not hold the data, and who may.
    package func transfer(_ id: SharingRequest.ID, to holder: String, reason: String, by actor: Actor) async throws
        -> SharingRequest
    {
        let instant = clock.now
        return try await database.write { db in
            let found = try Self.find(id, db)
            var request = try found.applying(.transfer, from: Self.side(.transfer, of: found, actor))
            // A name of before a merger means who holds its data now.
            let today = Day(of: instant)
            let named = try Institutions.find(holder, db)
            let heir = try Institutions.holder(of: named.id, on: today, db)
            let institution = try Institutions.find(heir.rawValue, db)
            guard institution.until.map({ $0 >= today }) ?? true else { throw SharingProblem.ended }
            guard try institution.id != Institutions.holder(of: request.provider, on: today, db) else {
                throw SharingProblem.invalid("to", LocalizedText("다른 기관을 적어 주세요.", en: "Name another institution."))
            }
            guard try institution.id != Institutions.holder(of: request.requester, on: today, db) else {
                throw SharingProblem.invalid(
                    "to",
                    LocalizedText("요청한 기관입니다. 다른 기관을 적어 주세요.", en: "That is who asks. Name another institution.")
                )
            }
            request.suggestedHolder = institution.id.rawValue
            request.note = reason
            request.decidedBy = actor.person
            request.decidedAt = instant
            try request.update(db)
            try Self.record(
                "sharing.transferred",
                request,
                by: actor,
                reason: reason,
                ["to": .string(institution.id.rawValue)],
                at: instant,
                db
            )
            return request
        }
    }

    package func withdraw(_ id: SharingRequest.ID, reason: String, by actor: Actor) async throws -> SharingRequest {
        let instant = clock.now
        return try await database.write { db in
            let found = try Self.find(id, db)
            var request = try found.applying(.withdraw, from: Self.side(.withdraw, of: found, actor))
            request.note = reason
            try request.update(db)
            try Self.record("sharing.withdrawn", request, by: actor, reason: reason, at: instant, db)
            return request
        }
    }
}
