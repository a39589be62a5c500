import Catalog
import Directory
import Foundation
import Kernel
import Web

/// One institution: what it is and was, who answers for it, and what it holds.
struct InstitutionPage: Page {
    static let template = "app/institution"
    let title: String
    let lead: String
    let crumbs: [Crumb]
    let state: String
    let stateClass: String
    let deemed: Link?
    let deemedText: String?
    let facts: [Fact]
    let isSignedIn: Bool
    let officer: Post?
    let posts: [Post]
    let chart: ColumnChart?
    let datasets: String
    let datasetsPath: String
    let hasData: Bool
    let history: Timeline
    let officers: [Term]
    let actions: [Link]
    let hasActions: Bool
    let people: String?
    let acts: String?

    /// A role somebody holds today.
    struct Post: Sendable {
        let role: String
        /// Only for those inside.
        let name: String?
        let path: String?
        let text: String
    }

    /// An officer or deputy there was, is, or will be.
    struct Term: Sendable {
        let role: String
        let name: String?
        let path: String?
        let days: String
        let rank: String?
        let isNow: Bool
    }

    init(
        _ lineage: Institutions.Lineage,
        kind: String,
        roster: [People.Term],
        officers terms: [People.Term],
        counts: [Dataset.Access: Int],
        today: Day,
        for actor: Actor?,
        _ say: Wording
    ) {
        let (institution, language) = (lineage.institution, say.language)
        let name = institution.title[language]
        title = name
        lead = [kind, institution.region].compactMap { $0 }.joined(separator: " · ")
        crumbs = [Crumb(say("institutionTitle"), "/institutions"), Crumb(name)]
        let isOver = institution.until.map { $0 < today } ?? false
        state =
            isOver
            ? say("institutionOver")
            : institution.since > today
                ? say("institutionAhead") : say(institution.until == nil ? "institutionThere" : "institutionEnding")
        stateClass = isOver ? "late" : institution.since > today || institution.until != nil ? "soon" : "ok"
        deemed = lineage.deemed.map { Link($0.title[language], $0.path) }
        deemedText = lineage.deemed.map {
            say("institutionDeemedText", ["name": name, "successor": $0.title[language]])
        }
        facts =
            [
                Fact(say("institutionCode"), institution.code), Fact(say("institutionKind"), kind),
                lineage.parent.map { Fact(say("institutionParent"), $0.title[language], $0.path) },
                institution.region.map { Fact(say("institutionRegion"), $0) },
                Fact(say("institutionSince"), say.day(institution.since)),
                institution.until.map { Fact(say("institutionUntil"), say.day($0)) },
                language == .ko
                    ? institution.nameEn.map { Fact(say("institutionNameEn"), $0) }
                    : Fact(say("institutionNameKo"), institution.name),
            ].compactMap { $0 }
        let isInside = actor != nil
        isSignedIn = isInside
        let posts = roster.filter { [.officer, .deputy, .steward].contains($0.appointment.role) }.map { term in
            Post(
                role: term.appointment.role.title[language],
                name: isInside ? term.person.name : nil,
                path: isInside ? term.person.path : nil,
                text: say(
                    "institutionSinceDay",
                    ["day": say.day(term.appointment.since)]
                ) + (term.appointment.rank.map { " · \($0)" } ?? "")
            )
        }
        let hasOfficer = roster.contains { $0.appointment.role == .officer }
        officer = hasOfficer ? posts.first : nil
        self.posts = hasOfficer ? Array(posts.dropFirst()) : posts
        let total = counts.values.reduce(0, +)
        datasets = Written.number(total)
        datasetsPath = "/datasets?institution=\(institution.id)"
        hasData = total > 0
        chart =
            total > 0
            ? ColumnChart(
                Dataset.Access.allCases.map { ($0.title[language], counts[$0] ?? 0) },
                title: say("institutionChart"),
                summary: say("institutionChartText", ["count": Written.number(total)]),
                nameHead: say("institutionAccess"),
                valueHead: say("institutionDatasets"),
                width: 440,
                height: 190
            ) : nil
        history = Timeline(Self.history(lineage, today: today, say))
        officers = terms.map { term in
            Term(
                role: term.appointment.role.title[language],
                name: isInside ? term.person.name : nil,
                path: isInside ? term.person.path : nil,
                days: say.days(term.appointment.since, term.appointment.until),
                rank: term.appointment.rank,
                isNow: term.appointment.since <= today && term.appointment.until.map { $0 >= today } ?? true
            )
        }
        actions = actor.map { Self.actions(institution, isOver: isOver, for: $0, say) } ?? []
        hasActions = !actions.isEmpty
        people = isInside ? "\(institution.path)/people" : nil
        acts = isInside ? "/ledger?subject=institution/\(institution.id)" : nil
    }

    /// What may be done here, by whoever looks.
    private static func actions(_ institution: Institution, isOver: Bool, for actor: Actor, _ say: Wording) -> [Link] {
        guard !isOver else { return [] }
        let path = institution.path
        func may(_ move: DirectoryMove) -> Bool { move.isAllowed(for: actor, at: institution.id) }
        let (appoints, manages) = (may(.appointOther), may(.manageInstitutions))
        let links: [(Bool, String, String)] = [
            (appoints, "institutionAppoint", "appoint"), (may(.addPerson), "institutionAddPerson", "people/new"),
            (manages, "institutionRename", "rename"),
            (manages && institution.until == nil, "institutionMerge", "merge"),
            (manages && institution.until == nil, "institutionSplit", "split"),
            (manages && institution.until == nil, "institutionAbolish", "abolish"),
        ]
        return links.filter(\.0).map { Link(say($0.1), "\(path)/\($0.2)") }
    }

    /// Its names and neighbours over time, the newest first.
    private static func history(_ lineage: Institutions.Lineage, today: Day, _ say: Wording) -> [Timeline.Entry] {
        let (institution, language) = (lineage.institution, say.language)
        var entries: [(day: Day, entry: Timeline.Entry)] = []
        func add(_ day: Day, _ title: String, text: String? = nil, path: String? = nil) {
            let state: Timeline.State = day > today ? .next : .past
            entries.append((day, Timeline.Entry(title, text: text, when: say.day(day), path: path, state: state)))
        }
        add(institution.since, say("institutionBegan"))
        // The names from the oldest on: each holds from the day after the one before it.
        let names =
            lineage.formerNames.reversed().map { LocalizedText($0.name, en: $0.nameEn)[language] }
            + [institution.title[language]]
        for (place, former) in lineage.formerNames.reversed().enumerated() {
            add(
                former.until.adding(days: 1),
                say("institutionRenamed", ["from": names[place], "to": names[place + 1]])
            )
        }
        for link in lineage.predecessors {
            let title = say("institutionFollowed", ["name": link.institution.title[language]])
            add(link.since, title, text: link.ground, path: link.institution.path)
        }
        for link in lineage.successors {
            let key = link.answers ? "institutionAnswers" : "institutionFollows"
            let title = say(key, ["name": link.institution.title[language]])
            add(link.since, title, text: link.ground, path: link.institution.path)
        }
        if let until = institution.until { add(until, say("institutionEnded")) }
        return entries.enumerated().sorted { ($0.element.day, $0.offset) > ($1.element.day, $1.offset) }
            .map(\.element.entry)
    }
}

extension Person {
    /// The person's page, for those inside.
    var path: String { "/people/\(FormValues.encoded(email))" }
}
