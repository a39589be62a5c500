import App
import Catalog
import Directory
import Foundation
import Kernel
import TestSupport
import Testing

@Suite("Institutions and appointments in the browser")
struct InstitutionPagesTests {
    // A stranger is sent to sign in (303), or shown the sign-in page that keeps what was typed (200).
    static let rows: [PageRow] = [
        PageRow("/institutions", nil, 200, 200, 200, 200, 200, 200),
        PageRow("/institutions/6110000", nil, 200, 200, 200, 200, 200, 200),
        PageRow("/institutions/none", nil, 404, 404, 404, 404, 404, 404),
        PageRow("/institutions/new", nil, 303, 403, 403, 403, 200, 403),
        PageRow("/institutions/6110000/rename", nil, 303, 403, 403, 403, 200, 403),
        PageRow("/institutions/6110000/merge", nil, 303, 403, 403, 403, 200, 403),
        PageRow("/institutions/6110000/split", nil, 303, 403, 403, 403, 200, 403),
        PageRow("/institutions/6110000/abolish", nil, 303, 403, 403, 403, 200, 403),
        PageRow("/institutions/6110000/people", nil, 303, 200, 200, 200, 200, 200),
        PageRow("/institutions/6110000/people/new", nil, 303, 403, 200, 403, 200, 403),
        PageRow("/institutions/6110000/appoint", nil, 303, 403, 200, 403, 200, 403),
        PageRow("/people/official@seoul.example", nil, 303, 200, 200, 200, 200, 200),
        PageRow("/people/none@x.example", nil, 303, 404, 404, 404, 404, 404),
        PageRow("/people/official@seoul.example/password", nil, 303, 403, 200, 403, 200, 403),
        PageRow("/people/official@seoul.example/move", nil, 303, 403, 200, 403, 200, 403),
        PageRow("/people/official@seoul.example/retire", nil, 303, 403, 200, 403, 200, 403),
        PageRow("/appointments/<appointment>/end", nil, 303, 403, 200, 403, 200, 403),
        PageRow("/appointments/<officer>/end", nil, 303, 403, 403, 403, 200, 403),
        PageRow(
            "/institutions/new",
            ["code": "N<n>", "name": "새 기관", "kind": "basic", "from": "2026-01-01"],
            200,
            403,
            403,
            403,
            303,
            403
        ),
        PageRow(
            "/institutions/6110000/rename",
            ["name": "서울", "from": "2099-01-01", "ground": "법률"],
            200,
            403,
            403,
            403,
            422,
            403
        ),
        PageRow(
            "/institutions/6110000/people/new",
            ["email": "p<n>@x.example", "name": "이름"],
            200,
            403,
            303,
            403,
            303,
            403
        ),
        PageRow(
            "/people/official@seoul.example/password",
            ["password": "새로 정한 비밀번호"],
            303,
            403,
            303,
            403,
            303,
            403
        ),
        // An officer takes nobody on for another institution.
        PageRow("/people/official@seoul.example/move", ["institution": "6260000"], 200, 403, 403, 403, 303, 403),
        PageRow("/people/official@seoul.example/retire", [:], 303, 403, 303, 403, 303, 403),
    ]

    @Test("Each page and form is for those it is for", arguments: rows)
    func doors(row: PageRow) async throws {
        let nation = try await Nation()
        defer { nation.end() }
        func first(_ email: String) async throws -> String {
            try await nation.platform.people.appointments(of: email)[0].id.rawValue
        }
        try await row.check(
            nation,
            filling: [
                "appointment": first("steward@seoul.example"), "officer": first("officer@seoul.example"),
            ]
        )
    }

    @Test("A stranger reads that an officer is appointed, those inside read who; both read what became of a name")
    func names() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let secretariat = try await nation.actor("secretariat@mois.example")
        try await nation.platform.people.add(
            email: "deputy@seoul.example",
            name: "<b>남궁대리",
            institution: "6110000",
            by: secretariat
        )
        _ = try await nation.platform.people.appoint(
            email: "deputy@seoul.example",
            to: .deputy,
            at: "6110000",
            by: secretariat
        )
        _ = try await nation.platform.institutions.rename(
            "6110000",
            to: LocalizedText("서울"),
            since: nation.platform.settings.clock.today,
            ground: "법률",
            by: secretariat
        )
        try await PageDesk.sit(nation, as: "", "official@busan.example") { desks in
            let (outside, inside) = (desks[0], desks[1])
            let plain = try await outside.get("/institutions/6110000").html
            #expect(plain.contains("부책임관") && !plain.contains("남궁대리"))
            let known = try await inside.get("/institutions/6110000").html
            #expect(known.contains("&lt;b&gt;남궁대리") && !known.contains("<b>남궁대리"))
            for list in ["/institutions", "/institutions?vacant=1"] {
                #expect(try await !outside.get(list).html.contains("홍길동"))
            }
            #expect(try await inside.get("/institutions").html.contains("홍길동"))
        }
    }

    @Test("A rank below the rule is a warning, and pressed again it is done; another rank is looked at anew")
    func ranks() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let today = nation.platform.settings.clock.today.description
        try await PageDesk.sit(nation, as: "secretariat@mois.example") { desks in
            let desk = desks[0]
            let form = [("email", "official@busan.example"), ("role", "officer"), ("from", today)]
            let path = "/institutions/6260000/appoint"
            let warned = try await desk.post(path, form + [("rank", "7급")])
            #expect(warned.status == 200 && warned.html.contains("그대로 임명") && warned.html.contains("7급"))
            let other = try await desk.post(path, form + [("rank", "6급"), ("confirmed", "officer/7급")])
            #expect(other.status == 200 && other.html.contains("그대로 임명"))
            let done = try await desk.post(path, form + [("rank", "7급"), ("confirmed", "officer/7급")])
            #expect(done.status == 303 && done.location?.hasPrefix("/people/") == true)
            let again = try await desk.post(path, form + [("rank", "7급"), ("confirmed", "officer/7급")])
            #expect(again.status == 409 && again.html.contains("official@busan.example"))
        }
        let busan = try await nation.platform.institutions.find("6260000").id
        #expect(try await nation.platform.institutions.officer(of: busan)?.email == "official@busan.example")
    }

    @Test("A merger picked by name is done once, keeps what was typed when refused, and is deemed from its day on")
    func merging() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let secretariat = try await nation.actor("secretariat@mois.example")
        let today = nation.platform.settings.clock.today
        try await nation.platform.institutions.add(
            Institutions.Draft(code: "4200000", name: "새솔군", kind: "basic", since: today.adding(days: -10)),
            by: secretariat
        )
        try await PageDesk.sit(nation, as: "secretariat@mois.example", "") { desks in
            let desk = desks[0]
            let path = "/institutions/6260000/merge"
            let picked = ("from", "새솔군 (4200000)")
            let groundless = try await desk.post(path, [picked, ("since", today.description), ("ground", "  ")])
            #expect(groundless.status == 422 && groundless.html.contains("새솔군 (4200000)"))
            #expect(groundless.html.contains("id=\"error-ground\""))
            let dayless = try await desk.post(path, [picked, ("since", "언젠가"), ("ground", "법률")])
            #expect(dayless.status == 422 && dayless.html.contains("id=\"error-since\""))
            let unknown = try await desk.post(
                path,
                [("from", "없는군"), ("since", today.description), ("ground", "법률")]
            )
            #expect(unknown.status == 404 && unknown.html.contains("그런 기관이 없습니다: 없는군"))
            let form = [picked, ("since", today.description), ("ground", "법률"), ("once", "one-form")]
            #expect(try await desk.post(path, form).status == 303)
            // The same form again is the same answer; a form opened anew finds that it has ended.
            #expect(try await desk.post(path, form).status == 303)
            #expect(try await desk.post(path, form.dropLast()).status == 422)
            let ended = try await desks[1].get("/institutions/4200000").html
            #expect(ended.contains("부산광역시") && ended.contains("의제"))
            #expect(try await !desks[1].get("/institutions").html.contains("새솔군"))
            #expect(try await desks[1].get("/institutions?ended=1").html.contains("새솔군"))
        }
    }

    @Test("An institution that took over others counts their datasets too")
    func counts() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let (platform, today) = (nation.platform, nation.platform.settings.clock.today)
        let secretariat = try await nation.actor("secretariat@mois.example")
        try await platform.institutions.add(
            Institutions.Draft(code: "4200000", name: "새솔군", kind: "basic", since: today.adding(days: -10)),
            by: secretariat
        )
        try await platform.people.add(email: "s@x.example", name: "김", institution: "4200000", by: secretariat)
        _ = try await platform.people.appoint(email: "s@x.example", to: .steward, at: "4200000", by: secretariat)
        let file = nation.home.appending(path: "a.csv")
        try Data(Nation.csv.utf8).write(to: file)
        let registration = try await platform.datasets.register(
            Datasets.Draft(institution: "4200000", title: "쉼터", access: .open),
            [Datasets.Upload(file: file, name: "a.csv", table: "a")],
            by: nation.actor("s@x.example")
        )
        try await platform.jobs.finish(registration.job)
        try await PageDesk.sit(nation, as: "") { desks in
            let before = try await desks[0].get("/institutions/6260000").html
            #expect(before.contains("아직 등록한 데이터가 없습니다"))
            _ = try await platform.institutions.merge(
                ["4200000"],
                into: "6260000",
                since: today,
                ground: "법률",
                by: secretariat
            )
            let after = try await desks[0].get("/institutions/6260000").html
            #expect(after.contains("모두 1개"))
        }
    }

    @Test("A role ends with its reason only, and what lies ahead is on the person's page")
    func ending() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let term = try await nation.platform.people.appointments(of: "steward@seoul.example")[0].id
        let ahead = nation.platform.settings.clock.today.adding(days: 30)
        try await PageDesk.sit(nation, as: "officer@seoul.example") { desks in
            let desk = desks[0]
            let path = "/appointments/\(term)/end"
            let silent = try await desk.post(path, [("until", ahead.description), ("reason", " ")])
            #expect(silent.status == 422 && silent.html.contains("id=\"error-reason\""))
            let done = try await desk.post(path, [("until", ahead.description), ("reason", "인사이동")])
            #expect(done.status == 303)
            #expect(try await desk.get("/people/steward@seoul.example").html.contains(ahead.written(in: .ko)))
            let again = try await desk.post(path, [("until", ahead.description), ("reason", "인사이동")])
            #expect(again.status == 409)
        }
    }
}
