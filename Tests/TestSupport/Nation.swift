import App
import Catalog
import Directory
import Foundation
import Kernel
import Sharing
import Statute

/// A platform in a home of its own with the ministry, Seoul and Busan, and people in the roles of the main job.
package struct Nation: Sendable {
    package let home: URL
    package let platform: Platform

    /// - Parameters:
    ///   - video: The address of a video server, with the secret that lies in its key file.
    ///   - clock: Held still where a test must not depend on how busy the machine is.
    package init(video: String? = nil, secret: String = "", clock: WallClock = .system) async throws {
        home = FileManager.default.temporaryDirectory.appending(path: "maru-nation-\(UUID().uuidString)")
        var settings = Settings()
        settings.passwordCost = 4
        settings.workMemory = 512
        settings.queryMemory = 256
        settings.jitsi = video
        if video != nil {
            let keys = home.appending(path: "keys")
            try FileManager.default.createDirectory(at: keys, withIntermediateDirectories: true)
            try Data("\(secret)\n".utf8).write(to: keys.appending(path: "jitsi.secret"))
        }
        settings.clock = clock
        platform = try Platform(home: home, settings: settings, isNew: true)
        _ = try await platform.people.initialise(
            secretariat: "secretariat@mois.example",
            name: "간사",
            institution: Institutions.Draft(code: "1741000", name: "행정안전부", kind: "central")
        )
        let secretariat = try await actor("secretariat@mois.example")
        for (code, name, domain) in [("6110000", "서울특별시", "seoul"), ("6260000", "부산광역시", "busan")] {
            try await platform.institutions.add(
                Institutions.Draft(code: code, name: name, kind: "metropolitan", since: Day("2020-01-01")),
                by: secretariat
            )
            for role in [Role.officer, .steward, .analyst, .official] {
                try await hire(role, "\(role.rawValue)@\(domain).example", code, by: secretariat)
            }
        }
        for role in [Role.analyst, .auditor] {
            try await hire(role, "\(role.rawValue)@mois.example", "1741000", by: secretariat)
        }
    }

    private func hire(_ role: Role, _ email: String, _ code: String, by secretariat: Actor) async throws {
        try await platform.people.add(email: email, name: "홍길동", institution: code, by: secretariat)
        _ = try await platform.people.appoint(
            email: email,
            to: role,
            at: code,
            rank: role == .officer ? "3급" : nil,
            by: secretariat
        )
    }

    package func actor(_ email: String) async throws -> Actor { try await platform.people.actor(email: email) }

    package static let csv = "번호,구,수,야간\nA-01,중구,10,Y\nA-02,중구,20,N\nA-03,종로구,30,Y\n"

    /// Registers the sample table for Seoul.
    package func register(_ access: Dataset.Access, title: String = "쉼터", csv: String = Nation.csv) async throws
        -> Dataset.ID
    {
        let registration = try await send(access, title: title, csv: csv, by: actor("steward@seoul.example"))
        try await platform.jobs.finish(registration.job)
        return registration.dataset
    }

    /// Refuses a request, saying that two columns can be separated and provided.
    package func refuse(_ request: SharingRequest, offer: [String] = ["구", "수"]) async throws -> SharingRequest.ID {
        try await platform.requests.refuse(
            request.id,
            SharingRequests.RefusalDraft(
                ground: "3",
                citation: "개인정보 보호법 제18조제1항",
                isSeparable: true,
                finding: "번호는 제공할 수 없으나 나머지는 분리할 수 있음",
                offer: offer
            ),
            by: actor("officer@seoul.example")
        ).id
    }

    /// Sends the sample table for Seoul and leaves reading it to the queue.
    package func send(
        _ access: Dataset.Access,
        title: String = "쉼터",
        csv: String = Nation.csv,
        needsReview: Bool = false,
        by actor: Actor
    ) async throws -> Datasets.Registration {
        let file = home.appending(path: "\(UUID().uuidString).csv")
        try Data(csv.utf8).write(to: file)
        return try await platform.datasets.register(
            Datasets.Draft(institution: "6110000", title: title, access: access, needsReview: needsReview),
            [Datasets.Upload(file: file, name: "쉼터.csv", table: "shelters")],
            by: actor
        )
    }

    /// Submits a request for `dataset`.
    package func request(_ dataset: Dataset.ID, by email: String = "analyst@mois.example") async throws
        -> SharingRequest
    {
        try await platform.requests.submit(
            SharingRequests.Draft(
                dataset: dataset,
                purpose: "배치 분석",
                method: "집계",
                until: platform.settings.clock.today.adding(days: 300)
            ),
            by: actor(email)
        )
    }

    /// Submits a request for the sample table, to Seoul.
    ///
    /// - Returns: Its statutory day.
    package func requestDue() async throws -> Day {
        let request = try await request(register(.request))
        guard let due = request.due else { throw CocoaError(.fileReadUnknown) }
        return due.due
    }

    /// Registers the sample table and gives the ministry's analyst a share of it that is ready.
    package func use(until: Day? = nil) async throws -> Grant.ID {
        let (grant, job) = try await platform.grants.use(
            register(.registered),
            purpose: "분석",
            method: "집계",
            until: until ?? platform.settings.clock.today,
            accepted: true,
            by: actor("analyst@mois.example")
        )
        try await platform.jobs.finish(job)
        return grant.id
    }

    package func end() { try? FileManager.default.removeItem(at: home) }
}

/// The type of the problem that `work` ends with; nil when it succeeds.
package func problem(_ work: () async throws -> Void) async -> String? {
    do {
        try await work()
        return nil
    } catch {
        return (error as? any PublicError)?.problem.type ?? "\(error)"
    }
}
