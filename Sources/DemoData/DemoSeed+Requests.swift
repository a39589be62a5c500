import Analysis
import App
import Catalog
import Directory
import Foundation
import Kernel
import Lake
import Sharing

extension DemoSeed {
    /// One request and what became of it.
    private struct Case {
        let dataset: String
        let by: String
        let daysAgo: Int
        let purpose: String
        let fate: Fate
    }

    private enum Fate {
        case open, clarifying, extended, granted(columns: [String], filter: String?, transforms: [String: String])
        case refused, transferred, withdrawn
    }

    private static let cases: [Case] = [
        Case(
            dataset: "seoul.example/flood_reports",
            by: "analyst@mois.example",
            daysAgo: 40,
            purpose: "도시 침수 대응시간 비교",
            fate: .granted(columns: ["발생지역", "발생일자", "유형", "대응시간분"], filter: nil, transforms: ["발생일자": "month"])
        ),
        Case(
            dataset: "seoul.example/heat_shelters",
            by: "analyst@mois.example",
            daysAgo: 25,
            purpose: "야간 개방 쉼터 배치 분석",
            fate: .granted(
                columns: ["시설번호", "지역", "이용가능인원", "야간개방"],
                filter: "\"야간개방\" = 'Y'",
                transforms: ["시설번호": "pseudonymise"]
            )
        ),
        Case(
            dataset: "seoul.example/care_recipients",
            by: "official@jongno.example",
            daysAgo: 23,
            purpose: "돌봄 중복 지원 확인",
            fate: .refused
        ),
        Case(
            dataset: "gg.example/landslide_risk",
            by: "analyst@gw.example",
            daysAgo: 22,
            purpose: "산사태 위험 등급 비교",
            fate: .extended
        ),
        Case(
            dataset: "seoul.example/flood_reports",
            by: "official@gg.example",
            daysAgo: 27,
            purpose: "침수 위험 지역 공동 점검",
            fate: .open
        ),
        Case(
            dataset: "seoul.example/heat_shelters",
            by: "official@busan.example",
            daysAgo: 18,
            purpose: "쉼터 운영 시간 비교",
            fate: .open
        ),
        Case(
            dataset: "gg.example/odor_complaints",
            by: "analyst@sen.example",
            daysAgo: 15,
            purpose: "학교 주변 악취 발생 시간대 분석",
            fate: .transferred
        ),
        Case(
            dataset: "yanggu.example/rural_welfare",
            by: "analyst@narae.example",
            daysAgo: 12,
            purpose: "농촌 돌봄 공백 지역 찾기",
            fate: .clarifying
        ),
        Case(
            dataset: "narae.example/meal_support",
            by: "official@sen.example",
            daysAgo: 9,
            purpose: "방학 중 급식 수요 예측",
            fate: .withdrawn
        ),
        Case(
            dataset: "daon.example/platform_heat",
            by: "analyst@seoul.example",
            daysAgo: 6,
            purpose: "승강장 온열질환 예방",
            fate: .open
        ),
        Case(
            dataset: "yanggu.example/border_shelters",
            by: "analyst@mois.example",
            daysAgo: 2,
            purpose: "접경지역 대피 능력 점검",
            fate: .open
        ),
    ]

    /// Makes requests at every stage around today, uses of registered data, and saved questions.
    func ask(_ datasets: [String: Dataset.ID]) async throws {
        for entry in Self.cases {
            guard let dataset = datasets[entry.dataset] else { continue }
            let then = try platform(daysAgo: entry.daysAgo)
            let request = try await then.requests.submit(
                SharingRequests.Draft(
                    dataset: dataset,
                    purpose: entry.purpose,
                    method: "지역별·기간별 집계",
                    until: settings.clock.today.adding(days: 300)
                ),
                by: try await then.people.actor(email: entry.by)
            )
            let domain = entry.dataset.prefix { $0 != "/" }
            // Decided three days after receipt, or on the next.
            try await decide(
                request.id,
                entry.fate,
                provider: String(domain),
                requester: entry.by,
                on: try platform(daysAgo: max(0, entry.daysAgo - 3))
            )
        }
        try await useAtOnce(datasets)
    }

    private func decide(
        _ id: SharingRequest.ID,
        _ fate: Fate,
        provider: String,
        requester: String,
        on day: Platform
    ) async throws {
        let officer = try await day.people.actor(email: "officer@\(provider)")
        switch fate {
        case .open: return
        case .clarifying:
            _ = try await day.requests.ask(id, "필요한 기간과 지역의 범위를 알려 주시기 바랍니다.", by: officer)
        case .extended:
            _ = try await day.requests.extend(id, days: 7, reason: "관계 부서 의견 수렴", by: officer)
        case .granted(let columns, let filter, let transforms):
            let granted = try await day.requests.grant(
                id,
                TermsDraft(columns: columns, filter: filter, transforms: transforms),
                until: nil,
                note: "목적에 필요한 항목을 제공합니다.",
                by: officer
            )
            try await day.jobs.finish(granted.job)
        case .refused:
            _ = try await day.requests.refuse(
                id,
                SharingRequests.RefusalDraft(
                    ground: "3",
                    citation: "개인정보 보호법 제18조제1항",
                    isSeparable: true,
                    finding: "대상자번호와 출생연도는 목적 외 제공이 제한되나, 지역·가구유형별 통계는 분리할 수 있음",
                    offer: ["지역", "가구유형", "지원금액"]
                ),
                by: officer
            )
        case .transferred:
            _ = try await day.requests.transfer(id, to: "B550001", reason: "측정 원자료는 공단이 보유", by: officer)
        case .withdrawn:
            _ = try await day.requests.withdraw(
                id,
                reason: "등록데이터로 갈음",
                by: try await day.people.actor(email: requester)
            )
        }
    }

    private func useAtOnce(_ datasets: [String: Dataset.ID]) async throws {
        let today = try platform(daysAgo: 1)
        let analyst = try await today.people.actor(email: "analyst@mois.example")
        var grants: [String: Grant.ID] = [:]
        for (key, purpose) in [
            ("seoul.example/welfare_facilities", "복지 사각지대 분석"), ("busan.example/heat_shelters", "도시별 쉼터 비교"),
            ("daon.example/ridership", "혼잡 시간대 분석"),
        ] {
            guard let dataset = datasets[key] else { continue }
            let (grant, job) = try await today.grants.use(
                dataset,
                purpose: purpose,
                method: "지역별 집계",
                // One ends soon, so that a desk has something to finish.
                until: settings.clock.today.adding(days: key == "daon.example/ridership" ? 20 : 365),
                accepted: true,
                by: analyst
            )
            try await today.jobs.finish(job)
            grants[key] = grant.id
        }
        for (title, sql, key) in [
            (
                "지역별 복지시설 정원",
                "SELECT \"지역\", sum(\"정원\") AS \"정원\" FROM welfare_facilities GROUP BY 1 ORDER BY 2 DESC",
                "seoul.example/welfare_facilities"
            ),
            (
                "노선별 하루 평균 승차", "SELECT \"노선\", round(avg(\"승차인원\")) AS \"평균 승차\" FROM ridership GROUP BY 1 ORDER BY 1",
                "daon.example/ridership"
            ),
        ] {
            guard let grant = grants[key] else { continue }
            _ = try await today.queries.save(title, sql: sql, grants: [grant], by: analyst)
        }
    }
}
