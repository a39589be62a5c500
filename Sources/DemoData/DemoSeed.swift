import App
import Catalog
import Directory
import Foundation
import Kernel
import Lake
import Sharing

/// Seeds a believable nation in miniature through the rooms' own doors.
///
/// The same day gives the same nation, but for keys and secrets.
package struct DemoSeed: Sendable {
    let home: URL
    let settings: Settings

    /// The password of everybody in a home that `maru demo` made, and nowhere else.
    package static let password = "maru-demo-2026"

    package init(home: URL, settings: Settings) {
        self.home = home
        self.settings = settings
    }

    /// Who can sign in.
    package struct Person: Codable, Sendable {
        package let email: String
        package let name: String
        package let role: String
        package let institution: String
    }

    /// - Throws: A 409 problem where the home holds anything already.
    package func seed() async throws -> [Person] {
        let held = (try? FileManager.default.contentsOfDirectory(atPath: home.path)) ?? []
        guard held.isEmpty else {
            throw Problem(
                "app/home-not-empty",
                LocalizedText(
                    "빈 폴더가 아니어서 시연 자료를 만들지 않습니다: \(home.path)",
                    en: "\(home.path) is not empty; nothing was seeded."
                ),
                status: 409,
                detail: LocalizedText("다른 --home을 쓰거나 폴더를 비워 주세요.", en: "Use another --home, or empty the folder.")
            )
        }
        let founding = try platform(daysAgo: 60, isNew: true)
        let people = try await found(founding)
        let datasets = try await register(founding)
        try await convene()
        try await ask(datasets)
        try await suggest()
        return people
    }

    /// The platform as it was on another day.
    func platform(daysAgo days: Int, isNew: Bool = false) throws -> Platform {
        var settings = settings
        let now = settings.clock.now
        settings.clock = .fixed(now.addingTimeInterval(Double(-days) * 86400))
        return try Platform(home: home, settings: settings, isNew: isNew)
    }

    // MARK: - People

    private func found(_ platform: Platform) async throws -> [Person] {
        let ministry = InventedNation.ministry
        _ = try await platform.people.initialise(
            secretariat: "secretariat@\(ministry.domain)",
            name: InventedNation.name(0),
            institution: Institutions.Draft(
                code: ministry.code,
                name: ministry.name,
                nameEn: ministry.nameEn,
                kind: ministry.kind
            )
        )
        let secretariat = try await platform.people.actor(email: "secretariat@\(ministry.domain)")
        var people = [
            Person(
                email: secretariat.email,
                name: secretariat.name,
                role: Role.secretariat.rawValue,
                institution: ministry.name
            )
        ]
        for place in InventedNation.places {
            try await platform.institutions.add(
                Institutions.Draft(
                    code: place.code,
                    name: place.name,
                    nameEn: place.nameEn,
                    kind: place.kind,
                    parent: place.parent
                ),
                by: secretariat
            )
        }
        for place in [ministry] + InventedNation.places {
            for role in InventedNation.positions + (place.code == ministry.code ? [.auditor] : []) {
                let name = InventedNation.name(people.count)
                let email = "\(role.rawValue)@\(place.domain)"
                try await platform.people.add(email: email, name: name, institution: place.code, by: secretariat)
                _ = try await platform.people.appoint(
                    email: email,
                    to: role,
                    at: place.code,
                    rank: role == .officer ? place.rank : nil,
                    by: secretariat
                )
                people.append(Person(email: email, name: name, role: role.rawValue, institution: place.name))
            }
        }
        for person in people {
            try await platform.signIns.setPassword(Self.password, of: person.email, by: secretariat)
        }
        return people
    }

    // MARK: - Data

    private func register(_ platform: Platform) async throws -> [String: Dataset.ID] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "maru-demo-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var datasets: [String: Dataset.ID] = [:]
        for (number, theme) in InventedNation.themes.enumerated() {
            let place = InventedNation.places[theme.place]
            let file = folder.appending(path: "\(theme.table).csv")
            try Data(csv(theme, place, seed: UInt64(number + 1)).utf8).write(to: file)
            let steward = try await platform.people.actor(email: "steward@\(place.domain)")
            let isWithheld = theme.access == "withheld"
            let registration = try await platform.datasets.register(
                Datasets.Draft(
                    institution: place.code,
                    title: theme.title,
                    titleEn: theme.titleEn,
                    description: theme.description,
                    descriptionEn: "\(theme.titleEn). Invented for this demonstration.",
                    access: Dataset.Access(rawValue: theme.access) ?? .request,
                    ground: isWithheld ? "3" : nil,
                    citation: isWithheld ? "개인정보 보호법 제18조제1항" : nil,
                    sector: theme.sector,
                    keywords: [place.name, "시연"]
                ),
                [Datasets.Upload(file: file, name: "\(theme.title).csv", table: theme.table)],
                by: steward
            )
            try await platform.jobs.finish(registration.job)
            datasets["\(place.domain)/\(theme.table)"] = registration.dataset
        }
        return datasets
    }

    private func csv(_ theme: InventedNation.Theme, _ place: InventedNation.Place, seed: UInt64) -> String {
        var numbers = SeededNumbers(seed: seed)
        let today = settings.clock.today
        let syllables = ["가람", "나루", "다솔", "라온", "마루", "바다", "새롬", "아라", "푸른", "하늘"]
        var lines = [theme.columns.map(\.header).joined(separator: ",")]
        for row in 1...theme.rows {
            let cells = theme.columns.map { column -> String in
                switch column {
                case .code(_, let prefix): "\(prefix)-\(String(100_000 + row).dropFirst())"
                case .district: place.districts.randomElement(using: &numbers) ?? ""
                case .name(_, let ends):
                    (syllables.randomElement(using: &numbers) ?? "") + (ends.randomElement(using: &numbers) ?? "")
                case .number(_, let range): String(Int.random(in: range, using: &numbers))
                case .decimal(_, let range):
                    "\(Int.random(in: range, using: &numbers)).\(Int.random(in: 0...9, using: &numbers))"
                case .day: today.adding(days: -Int.random(in: 61...700, using: &numbers)).description
                case .choice(_, let values): values.randomElement(using: &numbers) ?? ""
                }
            }
            lines.append(cells.joined(separator: ","))
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
