import Catalog
import Directory
import Foundation
import GRDB
import Kernel
import Ledger
import Sharing
import Web

/// Acts in a person's words: what was done as a sentence, and the names of today behind the identifiers of then.
///
/// The ledger holds no names, so that it need never be changed; they are looked up when somebody reads.
struct ActWords: Sendable {
    let say: Wording
    private let people: [Person.ID: Person]
    private let institutions: [Institution.ID: Institution]
    private let datasets: [Dataset.ID: Dataset]
    /// The dataset that a request or a grant is about.
    private let about: [String: Dataset.ID]

    /// Looks up every name that `acts` need.
    init(_ acts: [Act], _ platform: Platform, _ say: Wording) async throws {
        self.say = say
        var ids: Set<String> = []
        for act in acts {
            ids.insert(String(act.subject.drop { $0 != "/" }.dropFirst()))
            Self.collect(Self.payload(act), into: &ids)
        }
        let subjects = Set(acts.map(\.subject))
        func keys(_ kind: String) -> [String] {
            subjects.filter { $0.hasPrefix("\(kind)/") }.map { String($0.dropFirst(kind.count + 1)) }
        }
        let (requests, grants) = (keys("request"), keys("grant"))
        let found = try await platform.database.read { [ids] db in
            let requests = try SharingRequest.fetchAll(db, keys: requests).map { ("request/\($0.id)", $0.dataset) }
            let grants = try Grant.fetchAll(db, keys: grants).map { ("grant/\($0.id)", $0.dataset) }
            let pairs = requests + grants
            let datasets = try Dataset.fetchAll(db, keys: ids.union(pairs.map(\.1.rawValue)))
            return (pairs, datasets)
        }
        about = Dictionary(found.0, uniquingKeysWith: { first, _ in first })
        datasets = Dictionary(found.1.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        people = try await platform.people.named(Set(ids.map { Person.ID(rawValue: $0) }))
        institutions = try await platform.institutions.named(Set(ids.map { Institution.ID(rawValue: $0) }))
    }

    /// Every text in a payload that might be an identifier.
    private static func collect(_ value: JSONValue?, into ids: inout Set<String>) {
        switch value {
        case .string(let text) where text.count <= 40: ids.insert(text)
        case .array(let items): for item in items { collect(item, into: &ids) }
        case .object(let members): for member in members.values { collect(member, into: &ids) }
        default: break
        }
    }

    static func payload(_ act: Act) -> JSONValue {
        (try? JSONDecoder().decode(JSONValue.self, from: Data(act.payload.utf8))) ?? [:]
    }

    // MARK: - Words

    /// What was done; the kind itself where nobody has words for it yet.
    static func sentence(_ kind: String, _ say: Wording) -> String { words[kind].map { say($0) } ?? kind }

    func sentence(_ act: Act) -> String { Self.sentence(act.kind, say) }

    /// The person's name and the institution's, as they are called today.
    func who(_ act: Act) -> (name: String, path: String?, institution: String?) {
        let payload = Self.payload(act)
        let (by, place) = (payload["by"]?.text ?? "", payload["for"]?.text ?? "")
        if by == Attribution.system.person { return (say("actBySystem"), nil, nil) }
        let person = people[Person.ID(rawValue: by)]
        let institution = institutions[Institution.ID(rawValue: place)]
        return (person?.name ?? by, person?.path, institution?.title[say.language])
    }

    /// What it was done to, with where that is found.
    func subject(_ act: Act) -> (title: String, path: String?) {
        let parts = act.subject.split(separator: "/", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return (act.subject == "ledger" ? say("actOnLedger") : act.subject, nil) }
        let (kind, id) = (parts[0], parts[1])
        let dataset = datasets[about[act.subject] ?? Dataset.ID(rawValue: id)]?.name[say.language]
        switch kind {
        case "dataset":
            let title = dataset.map { say.language == .ko ? "「\($0)」" : "“\($0)”" }
            return (title ?? id, dataset.map { _ in "/datasets/\(id)" })
        case "request": return (say("actOnRequest", ["name": dataset ?? id]), "/requests/\(id)")
        case "grant": return (say("actOnGrant", ["name": dataset ?? id]), "/grants/\(id)")
        case "institution":
            let institution = institutions[Institution.ID(rawValue: id)]
            return (institution?.title[say.language] ?? id, institution?.path)
        case "person":
            let person = people[Person.ID(rawValue: id)]
            return (person?.name ?? id, person?.path)
        case "suggestion": return (say("actOnSuggestion"), "/suggestions/\(id)")
        case "token": return (say("actOnToken"), nil)
        case "run": return (say("actOnRun"), nil)
        case "question": return (say("actOnQuestion"), nil)
        default: return (act.subject, nil)
        }
    }

    /// The role and the place of an appointment: what makes such an act readable in a list.
    func note(_ act: Act) -> String? {
        let details = Self.payload(act)["details"]
        guard let role = details?["role"]?.text.flatMap(Role.init(rawValue:)) else { return nil }
        let place = details?["institution"]?.text.flatMap { institutions[Institution.ID(rawValue: $0)] }
        return [role.title[say.language], place?.title[say.language]].compactMap { $0 }.joined(separator: " · ")
    }

    /// A member of the payload as text, with the name behind it where it is an identifier.
    func value(_ value: JSONValue) -> (text: String, name: String?) {
        switch value {
        case .string(let text): (text, name(text))
        case .array(let items):
            (
                items.map { self.value($0).text }.joined(separator: ", "),
                items.compactMap { self.value($0).name }.isEmpty
                    ? nil : items.map { self.value($0).name ?? self.value($0).text }.joined(separator: ", ")
            )
        default: (value.canonical, nil)
        }
    }

    private func name(_ text: String) -> String? {
        if let role = Role(rawValue: text) { return role.title[say.language] }
        if let access = Dataset.Access(rawValue: text) { return access.title[say.language] }
        if let day = Day(text) { return say.day(day) }
        if text == Attribution.system.person { return say("actBySystem") }
        return people[Person.ID(rawValue: text)]?.name
            ?? institutions[Institution.ID(rawValue: text)]?.title[say.language]
            ?? datasets[Dataset.ID(rawValue: text)]?.name[say.language]
    }

    /// The word for each kind of act that a room writes.
    static let words = [
        "directory.institutionAdded": "actInstitutionAdded", "directory.institutionRenamed": "actInstitutionRenamed",
        "directory.institutionMerged": "actInstitutionMerged", "directory.institutionSplit": "actInstitutionSplit",
        "directory.institutionAbolished": "actInstitutionAbolished", "directory.personAdded": "actPersonAdded",
        "directory.personMoved": "actPersonMoved", "directory.personRetired": "actPersonRetired",
        "directory.appointed": "actAppointed", "directory.appointmentEnded": "actAppointmentEnded",
        "directory.passwordSet": "actPasswordSet", "directory.tokenCreated": "actTokenCreated",
        "directory.tokenRevoked": "actTokenRevoked", "catalog.received": "actReceived",
        "catalog.registered": "actRegistered", "catalog.rejected": "actRejected", "catalog.published": "actPublished",
        "catalog.described": "actDescribed", "catalog.findingAnswered": "actFindingAnswered",
        "catalog.accessChanged": "actAccessChanged", "catalog.discarded": "actDiscarded",
        "sharing.submitted": "actSubmitted", "council.suggestionRaised": "actSuggestionRaised",
        "council.suggestionJoined": "actSuggestionJoined", "council.suggestionAnswered": "actSuggestionAnswered",
        "council.suggestionEscalated": "actSuggestionEscalated",
        "council.suggestionEndorsed": "actSuggestionEndorsed", "council.suggestionReviewed": "actSuggestionReviewed",
        "council.suggestionPutOnAgenda": "actSuggestionPutOnAgenda",
        "council.suggestionAccepted": "actSuggestionAccepted",
        "council.suggestionPartlyAccepted": "actSuggestionPartlyAccepted",
        "council.suggestionDeclined": "actSuggestionDeclined",
        "council.suggestionPostponed": "actSuggestionPostponed",
        "council.suggestionMadePolicy": "actSuggestionMadePolicy",
        "council.suggestionCarriedOut": "actSuggestionCarriedOut",
        "council.suggestionOutcomeRecorded": "actSuggestionOutcomeRecorded",
        "council.suggestionMerged": "actSuggestionMerged", "council.suggestionWithdrawn": "actSuggestionWithdrawn",
        "council.suggestionEvidenceAdded": "actSuggestionEvidenceAdded",
        "council.overdueReminded": "actOverdueReminded",
        "sharing.clarificationAsked": "actClarificationAsked", "sharing.clarified": "actClarified",
        "sharing.extended": "actExtended", "sharing.granted": "actGranted", "sharing.refused": "actRefused",
        "sharing.transferred": "actTransferred", "sharing.withdrawn": "actWithdrawn",
        "sharing.recounted": "actRecounted", "sharing.used": "actUsed", "sharing.shareMade": "actShareMade",
        "sharing.shareFailed": "actShareFailed", "sharing.shareRemoved": "actShareRemoved",
        "sharing.shareRemade": "actShareRemade",
        "sharing.revoked": "actRevoked", "sharing.closed": "actClosed", "sharing.expired": "actExpired",
        "analysis.ran": "actRan", "analysis.refused": "actRunRefused", "analysis.downloaded": "actDownloaded",
        "analysis.questionSaved": "actQuestionSaved", "analysis.questionChanged": "actQuestionChanged",
        "analysis.questionRemoved": "actQuestionRemoved", "ledger.keyRotated": "actKeyRotated",
    ]
}
