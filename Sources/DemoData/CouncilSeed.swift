import App
import Council
import Directory
import Foundation
import Kernel

extension DemoSeed {
    /// The councils of the invented nation: who sits in them, their plan, this year's directions, and what was
    /// promised. Meetings and suggestions build upon it.
    func convene() async throws {
        let founding = try platform(daysAgo: 58)
        let ministry = InventedNation.ministry
        let head = try await founding.people.actor(email: "secretariat@\(ministry.domain)")
        try await compose(founding, by: head)
        try await plan(founding, by: head)
        try await direct(by: head)
        try await promise(by: head)
    }

    private func compose(_ platform: Platform, by head: Actor) async throws {
        let councils = platform.councils
        let ministry = InventedNation.ministry
        _ = try await councils.found(
            Councils.Draft(
                code: "officers",
                name: "데이터기반행정책임관 협의회",
                nameEn: "Council of Data Officers",
                kind: .officers
            ),
            by: head
        )
        // The law's chair is the vice minister, who is nobody's officer.
        let chair = "official@\(ministry.domain)"
        try await councils.seat(ministry.code, as: .chair, person: chair, in: "officers", by: head)
        try await councils.seat(ministry.code, as: .secretary, person: head.email, in: "officers", by: head)
        try await councils.seatEveryOfficer(in: "officers", by: head)
        let groups: [(Council.Sector, name: String, nameEn: String)] = [
            (.disaster, "재난안전 분야 협의체", "Disaster Safety Group"),
            (.environment, "환경 분야 협의체", "Environment Group"),
            (.welfare, "복지 분야 협의체", "Welfare Group"),
        ]
        for (number, (sector, name, nameEn)) in groups.enumerated() {
            let code = sector.rawValue
            _ = try await councils.found(
                Councils.Draft(code: code, name: name, nameEn: nameEn, kind: .sector, sector: sector),
                by: head
            )
            try await councils.seat(ministry.code, as: .secretary, person: head.email, in: code, by: head)
            for (place, institution) in InventedNation.places.enumerated() where place % groups.count != number {
                try await councils.seat(institution.code, as: .member, in: code, by: head)
            }
        }
        let officer = try await platform.people.actor(email: "officer@\(InventedNation.places[0].domain)")
        let council = try await councils.find("officers")
        let own = try await councils.places(in: council.id).first {
            $0.institution.code == InventedNation.places[0].code
        }
        if let own {
            try await councils.nameAlternate(
                "steward@\(InventedNation.places[0].domain)",
                for: own.seat.id,
                by: officer
            )
        }
    }

    private func plan(_ platform: Platform, by head: Actor) async throws {
        let councils = platform.councils
        let officers = try await councils.writePlan(
            Councils.PlanDraft(
                purpose: "기관 사이의 데이터 제공과 공동활용에 관한 사항을 협의하고, 현장의 애로사항을 정책으로 잇습니다.",
                membership: "데이터기반행정책임관이 임명된 모든 공공기관. 책임관이 바뀌면 자리는 후임자에게 이어집니다.",
                meetingsPerYear: 4,
                workingMethod: "안건마다 회의 전에 서면 의견을 받고, 의견이 갈린 안건을 중심으로 협의합니다. 약속한 과제는 다음 회의의 첫 안건으로 점검합니다.",
                quorum: .majority,
                voting: VotingRule(base: .present, threshold: .majority, chairBreaksTies: true)
            ),
            for: "officers",
            by: head
        )
        try await councils.proposePlan(officers.id, by: head)
        let officer = try await platform.people.actor(email: "officer@\(InventedNation.places[1].domain)")
        try await councils.commentPlan(officers.id, "지방의 책임관은 화상으로도 참석할 수 있게 해 주시기 바랍니다.", by: officer)
        try await councils.adoptPlan(officers.id, by: head)
        for sector in Council.Sector.allCases {
            let group = try await councils.writePlan(
                Councils.PlanDraft(
                    purpose: "\(sector.title.ko) 분야의 데이터 표준과 공동활용 과제를 협의합니다.",
                    membership: "\(sector.title.ko) 데이터를 보유하거나 이용하는 기관의 책임관",
                    termMonths: 24,
                    meetingsPerYear: 2,
                    workingMethod: "반기마다 모이고, 그 사이에는 서면으로 의견을 나눕니다."
                ),
                for: sector.rawValue,
                by: head
            )
            try await councils.proposePlan(group.id, by: head)
            if sector != .welfare { try await councils.adoptPlan(group.id, by: head) }
        }
    }

    private func direct(by head: Actor) async throws {
        let platform = try platform(daysAgo: 50)
        let directions = try await platform.councils.writeDirections(
            platform.settings.clock.today.year,
            Councils.DirectionsDraft(
                foreword: "올해는 요청을 기다리게 하지 않고, 현장의 어려움이 정책이 되는 협의회를 만듭니다.",
                items: [
                    .init(title: "제공요청의 법정 기한 준수", text: "기한이 지난 요청을 매 회의에서 점검합니다."),
                    .init(title: "재난안전 데이터의 표준화", text: "쉼터, 침수, 산사태 자료의 항목 이름과 단위를 맞춥니다."),
                    .init(title: "현장 애로사항의 제도 개선", text: "건의마다 결과를 알리고 정책 과제로 잇습니다."),
                ]
            ),
            for: "officers",
            by: head
        )
        try await platform.councils.proposeDirections(directions.directions.id, by: head)
        try await platform.councils.adoptDirections(directions.directions.id, by: head)
    }

    private enum Fate { case open, reported(Int), postponed, done, dropped }

    private func promise(by head: Actor) async throws {
        let promises: [(place: Int, text: String, made: Int, days: Int, fate: Fate)] = [
            (0, "무더위쉼터 자료에 야간 개방 항목을 더해 다시 등록", 45, 30, .reported(60)),
            (1, "해안 침수 관측 자료의 단위를 표준에 맞추기", 45, 60, .reported(30)),
            (2, "산사태 위험 등급 기준을 시도와 공유", 45, 20, .done),
            (3, "산불 감시 지점 목록의 좌표 점검", 40, 25, .open),
            (0, "돌봄 대상자 자료의 가명처리 기준 마련", 40, 30, .postponed),
            (1, "폐쇄 예정인 옛 대기측정소 자료의 수작업 정비", 40, 40, .dropped),
            (4, "요청 처리 담당자 교육과 처리 지침 배포", 30, 45, .reported(80)),
            (2, "책임관이 비어 있는 기관의 임명 일정 확인", 20, 35, .open),
        ]
        for (place, text, made, days, fate) in promises {
            let home = InventedNation.places[place]
            let then = try platform(daysAgo: made)
            let council = try await then.councils.find("officers")
            let today = then.settings.clock.today
            let directions = try await then.councils.directionsInForce(of: council.id, year: today.year)
            let action = try await then.actions.create(
                Actions.Draft(
                    council: "officers",
                    text: text,
                    owner: home.code,
                    due: today.adding(days: days),
                    direction: directions?.items.dropFirst(place % 3).first?.id
                ),
                by: head
            )
            let later = try platform(daysAgo: made - 15).actions
            let officer = try await then.people.actor(email: "officer@\(home.domain)")
            switch fate {
            case .open: break
            case .reported(let progress):
                try await later.report(action.number, progress: progress, text: "담당 부서와 협의해 진행하고 있습니다.", by: officer)
            case .postponed:
                try await later.report(action.number, progress: 20, text: "예산 배정이 늦어지고 있습니다.", by: officer)
                try await later.postpone(
                    action.number,
                    to: action.due.adding(days: 30),
                    reason: "예산 배정 일정에 맞춰 기한을 조정합니다.",
                    by: head
                )
            case .done:
                try await later.finish(
                    action.number,
                    text: "기준을 공유하고 시도의 확인을 받았습니다.",
                    evidence: [Actions.Evidence("https://www.data.go.kr/", label: "공유한 기준")],
                    by: officer
                )
            case .dropped:
                try await later.drop(action.number, reason: "측정소가 예정보다 먼저 폐쇄되어 더 정비할 자료가 없습니다.", by: head)
            }
        }
    }
}
