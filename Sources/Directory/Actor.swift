import Kernel
import Ledger

/// Who is asking: a person with the roles of today. Made by this room only, from a sign-in, a token or the command
/// line on the machine that holds the store.
package struct Actor: Equatable, Sendable {
    package let person: Person.ID
    package let email: String
    package let name: String
    /// The institution the person works at; its successor when it was merged.
    package let institution: Institution.ID
    /// What that institution is called today.
    package let institutionName: LocalizedText
    /// Roles at an institution; those at a successor also count at what it succeeded.
    package let held: Set<Held>

    /// A role at an institution.
    package struct Held: Hashable, Sendable {
        package let role: Role
        package let institution: Institution.ID
    }

    /// Whether the person has one of `roles`, anywhere.
    package func holds(_ roles: Role...) -> Bool { held.contains { roles.contains($0.role) } }

    /// Whether the person has one of `roles` at `institution`, or at the one that succeeded it.
    package func holds(_ roles: [Role], at institution: Institution.ID) -> Bool {
        roles.contains { held.contains(Held(role: $0, institution: institution)) }
    }

    /// Whether the person works at `institution` or at the one that succeeded it.
    package func belongs(to institution: Institution.ID) -> Bool {
        self.institution == institution || held.contains { $0.institution == institution }
    }

    /// The roles at the person's own institution, the first of ``Role/allCases`` first.
    package var ownRoles: [Role] {
        Role.allCases.filter { held.contains(Held(role: $0, institution: institution)) }
    }

    /// The institution whose steward or officer the person is; the employer otherwise.
    package var attribution: Attribution {
        Attribution(person: person.rawValue, institution: institution.rawValue)
    }
}

/// One thing people do in a room, and who may do it: the only place where a room decides that.
///
/// docs/permissions.md is written from the cases.
package protocol PermittedMove: RawRepresentable<String>, CaseIterable, Sendable {
    var title: LocalizedText { get }
    /// The roles that may do it at their own institution.
    var own: [Role] { get }
    /// The roles that may do it for any institution.
    var everywhere: [Role] { get }
}

extension PermittedMove {
    package var everywhere: [Role] { [] }

    package func isAllowed(for actor: Actor, at institution: Institution.ID?) -> Bool {
        if everywhere.contains(where: { actor.holds($0) }) { return true }
        guard let institution else { return own.contains(where: { actor.holds($0) }) }
        return actor.holds(own, at: institution)
    }

    /// - Throws: A 403 problem that says who may do it.
    package func require(of actor: Actor, at institution: Institution.ID?) throws {
        guard !isAllowed(for: actor, at: institution) else { return }
        let korean = (own + everywhere).map { $0.title[.ko] }.joined(separator: ", ")
        let english = (own + everywhere).map { $0.title[.en] }.joined(separator: ", ")
        throw Problem(
            "directory/not-allowed",
            LocalizedText("이 일을 할 권한이 없습니다: \(title[.ko])", en: "You may not do this: \(title[.en])"),
            status: 403,
            detail: LocalizedText(
                "할 수 있는 사람: \(korean)(해당 기관). 소속 기관의 책임관에게 요청하거나 임명 기간을 확인해 주세요.",
                en:
                    "Allowed: \(english), of the institution concerned. Ask your officer, or check your appointment's dates."
            )
        )
    }

    /// The moves as rows of a Markdown table: move, then a mark for each role.
    package static var permissionTable: String {
        let roles = Role.allCases
        let head = "| | " + roles.map { $0.title[.en] }.joined(separator: " | ") + " |"
        let rule = "|---|" + roles.map { _ in ":-:|" }.joined()
        let rows = allCases.map { move in
            let marks = roles.map { role in
                move.everywhere.contains(role) ? "any" : move.own.contains(role) ? "own" : ""
            }
            return "| \(move.title[.en]) (\(move.title[.ko])) | " + marks.joined(separator: " | ") + " |"
        }
        return ([head, rule] + rows).joined(separator: "\n") + "\n"
    }
}
