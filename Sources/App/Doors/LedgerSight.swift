import Catalog
import Directory
import Kernel
import Ledger
import Sharing

/// Who reads which act: one rule for the pages and the API.
///
/// A proof holds the act's text, so it is given to those who may read the act and to nobody else.
struct LedgerSight: Sendable {
    private let platform: Platform

    init(_ platform: Platform) { self.platform = platform }

    /// Whether `actor` reads every act.
    func readsAll(_ actor: Actor) -> Bool { RecordMove.seeActs.everywhere.contains { actor.holds($0) } }

    /// The act, where `actor` may read it: one's own, one's institution's, or done to what one may see.
    ///
    /// - Throws: A 404 problem where there is no such act, a 403 problem where it is not for `actor`.
    func act(_ seq: Int64, by actor: Actor) async throws -> Act {
        let act = try await platform.acts.act(seq)
        let payload = ActWords.payload(act)
        if payload["by"]?.text == actor.person.rawValue { return act }
        let institution = payload["for"]?.text.map { Institution.ID(rawValue: $0) }
        if let institution, RecordMove.seeActs.isAllowed(for: actor, at: institution) { return act }
        if try await !isReadable(act.subject, by: actor) {
            try RecordMove.seeActs.require(of: actor, at: institution ?? Institution.ID(rawValue: ""))
        }
        return act
    }

    /// Whether `actor` may read what was done to `subject`: what one may see, one may see the history of.
    func isReadable(_ subject: String, by actor: Actor) async throws -> Bool {
        if readsAll(actor) { return true }
        let parts = subject.split(separator: "/", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return false }
        func own(_ institution: Institution.ID?) -> Bool {
            institution.map { RecordMove.seeActs.isAllowed(for: actor, at: $0) } ?? false
        }
        do {
            switch parts[0] {
            case "request":
                _ = try await platform.requests.find(.init(rawValue: parts[1]), by: actor)
                return true
            case "grant":
                _ = try await platform.grants.detail(.init(rawValue: parts[1]), by: actor)
                return true
            case "dataset": return own(try await platform.datasets.find(.init(rawValue: parts[1])).institution)
            case "institution": return own(try await platform.institutions.find(parts[1]).id)
            case "person":
                let id = Person.ID(rawValue: parts[1])
                let person = try await platform.people.named([id])[id]
                return id == actor.person || own(person?.institution)
            default: return false
            }
        } catch let error as any PublicError where [403, 404].contains(error.problem.status) {
            return false
        }
    }
}
