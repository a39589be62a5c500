import Council

/// What the demo's officials raise, and what is done about it. Nothing here was said by a real person.
enum InventedVoices {
    struct Voice {
        let kind: Suggestion.Kind
        let sector: Council.Sector?
        let by: String
        let daysAgo: Int
        let title: String
        let text: String
        let steps: [Step]
        let joined: [String]
        let evidence: (target: String, label: String)?

        init(
            _ kind: Suggestion.Kind,
            _ sector: Council.Sector?,
            by: String,
            daysAgo: Int,
            title: String,
            text: String,
            steps: [Step] = [],
            joined: [String] = [],
            evidence: (target: String, label: String)? = nil
        ) {
            self.kind = kind
            self.sector = sector
            self.by = by
            self.daysAgo = daysAgo
            self.title = title
            self.text = text
            self.steps = steps
            self.joined = joined
            self.evidence = evidence
        }
    }

    struct Step {
        let move: Suggestion.Move
        /// Days after the step before.
        let days: Int
        let text: String
        /// The code of the institution that carries on.
        let owner: String?
        /// For a merge: which of ``all`` it is merged into.
        let into: Int

        init(_ move: Suggestion.Move, after days: Int, _ text: String, owner: String? = nil, into: Int = 0) {
            self.move = move
            self.days = days
            self.text = text
            self.owner = owner
            self.into = into
        }
    }

    /// Oldest first.
    static let all: [Voice] = older + newer

    private static let older: [Voice] = [
        Voice(
            .difficulty,
            .disaster,
            by: "official@yanggu.example",
            daysAgo: 56,
            title: "시군구 침수 통계 서식이 시도마다 달라 합치기 어렵습니다",
            text: "침수 신고 통계를 이웃 시군과 합치려면 서식을 일일이 손으로 맞추어야 합니다. 한 번에 한 달이 걸립니다. 시도 공통 서식이 있으면 좋겠습니다.",
            steps: [
                Step(.endorse, after: 2, "다른 기관도 겪는 일로 판단하여 협의회에 전달합니다."),
                Step(.review, after: 6, "관계 기관의 의견을 모아 검토했습니다."),
                Step(.accept, after: 6, "공통 서식을 만들기로 했습니다."),
                Step(.makePolicy, after: 4, "침수 신고 통계 공통 서식을 정하여 모든 시도에 적용합니다.", owner: "1741000"),
                Step(.carryOut, after: 14, "공통 서식을 고시하고 변환 도구를 배포했습니다."),
                Step(.recordOutcome, after: 12, "이웃 시군의 통계를 합치는 데 한 달에서 하루로 줄었습니다."),
            ],
            joined: ["official@jongno.example", "official@haeundae.example", "analyst@gw.example"],
            evidence: ("https://www.law.go.kr/", "데이터기반행정 활성화에 관한 법률")
        ),
        Voice(
            .difficulty,
            .disaster,
            by: "official@haeundae.example",
            daysAgo: 55,
            title: "침수통계 서식 통일 요청",
            text: "해운대구에서도 침수통계를 시와 합칠 때 열 이름이 달라 다시 정리합니다.",
            steps: [
                Step(.endorse, after: 2, "다른 기관도 겪는 일로 판단하여 협의회에 전달합니다."),
                Step(.merge, after: 5, "같은 내용의 건의와 함께 처리합니다.", into: 0),
            ]
        ),
        Voice(
            .suggestion,
            .welfare,
            by: "steward@narae.example",
            daysAgo: 54,
            title: "돌봄 대상자 명단의 갱신 주기를 달마다로 줄여 주십시오",
            text: "분기마다 받는 명단으로는 전입·전출이 늦게 반영되어 돌봄이 끊깁니다. 달마다 갱신되면 빈틈을 줄일 수 있습니다.",
            steps: [
                Step(.endorse, after: 2, "다른 기관도 겪는 일로 판단하여 협의회에 전달합니다."),
                Step(.review, after: 6, "관계 기관의 의견을 모아 검토했습니다."),
                Step(.acceptPartly, after: 7, "기초 자치단체의 업무량을 고려하여 두 달마다 갱신하기로 했습니다."),
                Step(.makePolicy, after: 6, "돌봄 대상자 명단을 두 달마다 갱신합니다.", owner: "6110000"),
                Step(.carryOut, after: 18, "9월 명단부터 두 달마다 제공하고 있습니다."),
            ],
            joined: ["official@yanggu.example"]
        ),
        Voice(
            .difficulty,
            .environment,
            by: "analyst@hanbit-env.example",
            daysAgo: 53,
            title: "악취 민원 자료에 발생 시각이 없어 원인을 찾기 어렵습니다",
            text: "날짜만 있고 시각이 없어 풍향 자료와 맞출 수 없습니다. 시각까지 제공해 주십시오.",
            steps: [
                Step(.endorse, after: 2, "다른 기관도 겪는 일로 판단하여 협의회에 전달합니다."),
                Step(.review, after: 6, "관계 기관의 의견을 모아 검토했습니다."),
                Step(.accept, after: 5, "시각을 함께 제공하기로 했습니다."),
                Step(.makePolicy, after: 5, "악취 민원 자료에 접수 시각을 더합니다.", owner: "6410000"),
            ],
            joined: ["official@gg.example"]
        ),
        Voice(
            .suggestion,
            nil,
            by: "analyst@busan.example",
            daysAgo: 52,
            title: "제공 거부 사유를 유형별로 모아 공개해 주십시오",
            text: "어떤 사유로 거부되는지 미리 알면 요청을 알맞게 쓸 수 있습니다.",
            steps: [
                Step(.endorse, after: 2, "다른 기관도 겪는 일로 판단하여 협의회에 전달합니다."),
                Step(.review, after: 6, "관계 기관의 의견을 모아 검토했습니다."),
                Step(.decline, after: 8, "개별 요청의 내용이 드러날 우려가 있어 받아들이기 어렵습니다. 대신 사유별 건수를 분기마다 알리겠습니다."),
            ]
        ),
        Voice(
            .difficulty,
            nil,
            by: "official@jongno.example",
            daysAgo: 50,
            title: "요청 양식의 이용 목적을 어떻게 적어야 하는지 모르겠습니다",
            text: "보기가 없어 보완 요청을 두 번 받았습니다.",
            steps: [
                Step(.answer, after: 2, "우리 구 안내서에 적는 보기를 더했습니다. 안내서 3쪽을 보아 주십시오.")
            ]
        ),
        Voice(
            .suggestion,
            .disaster,
            by: "official@busan.example",
            daysAgo: 49,
            title: "대피소 현황을 실시간에 가깝게 나누어 주십시오",
            text: "한 달 전 자료로는 개방 여부를 알 수 없습니다.",
            steps: [
                Step(.endorse, after: 2, "다른 기관도 겪는 일로 판단하여 협의회에 전달합니다."),
                Step(.review, after: 6, "관계 기관의 의견을 모아 검토했습니다."),
                Step(.postpone, after: 9, "관제 체계를 바꾸어야 하므로 내년 예산과 함께 다시 검토합니다."),
            ],
            joined: ["analyst@gg.example", "official@yanggu.example"]
        ),
        Voice(
            .difficulty,
            .welfare,
            by: "official@sen.example",
            daysAgo: 47,
            title: "급식 지원 대상 학생을 확인할 자료를 받기까지 너무 오래 걸립니다",
            text: "방학 전에 요청해도 개학한 뒤에야 받습니다.",
            steps: [
                Step(.endorse, after: 2, "다른 기관도 겪는 일로 판단하여 협의회에 전달합니다."),
                Step(.review, after: 6, "관계 기관의 의견을 모아 검토했습니다."),
                Step(.putOnAgenda, after: 5, "다음 정례 회의에서 논의합니다."),
            ],
            joined: ["steward@narae.example"]
        ),
        Voice(
            .difficulty,
            nil,
            by: "steward@gg.example",
            daysAgo: 46,
            title: "같은 자료를 여러 기관에 따로 보내고 있습니다",
            text: "한 자료를 열두 기관에 열두 번 보냅니다. 한 번 등록하면 모두 쓰게 하고 싶습니다.",
            steps: [
                Step(.endorse, after: 2, "다른 기관도 겪는 일로 판단하여 협의회에 전달합니다."),
                Step(.review, after: 6, "관계 기관의 의견을 모아 검토했습니다."),
            ],
            joined: ["steward@seoul.example", "steward@busan.example"]
        ),
        Voice(
            .suggestion,
            .environment,
            by: "official@gg.example",
            daysAgo: 45,
            title: "대기 측정소 이전 이력을 함께 제공해 주십시오",
            text: "측정소가 옮겨진 해의 값이 튀는데 이유를 알 수 없습니다.",
            steps: [
                Step(.endorse, after: 2, "다른 기관도 겪는 일로 판단하여 협의회에 전달합니다."),
                Step(.review, after: 6, "측정소 이전 이력을 가진 기관을 확인하고 있습니다."),
            ]
        ),
        Voice(
            .difficulty,
            nil,
            by: "analyst@sen.example",
            daysAgo: 43,
            title: "코드표가 해마다 바뀌어 지난해와 비교할 수 없습니다",
            text: "학교 코드가 바뀐 내역이 없어 시계열을 만들지 못합니다.",
            steps: [
                Step(.endorse, after: 2, "다른 기관도 겪는 일로 판단하여 협의회에 전달합니다."),
                Step(.review, after: 6, "관계 기관의 의견을 모아 검토했습니다."),
                Step(.accept, after: 6, "코드 변경 이력을 함께 등록하도록 하겠습니다."),
            ],
            joined: ["analyst@seoul.example"]
        ),
        Voice(
            .suggestion,
            nil,
            by: "analyst@seoul.example",
            daysAgo: 41,
            title: "코드 변경 이력을 자료와 함께 주십시오",
            text: "행정구역 코드가 바뀐 날을 알 수 없어 해마다 손으로 맞춥니다.",
            steps: [
                Step(.endorse, after: 2, "다른 기관도 겪는 일로 판단하여 협의회에 전달합니다."),
                Step(.merge, after: 5, "같은 뜻의 건의와 병합합니다.", into: 10),
            ]
        ),
        Voice(
            .difficulty,
            .disaster,
            by: "official@gw.example",
            daysAgo: 40,
            title: "산사태 위험 등급의 기준을 알 수 없습니다",
            text: "시도마다 등급 기준이 달라 접경 지역을 비교하지 못합니다.",
            steps: [
                Step(.endorse, after: 2, "다른 기관도 겪는 일로 판단하여 협의회에 전달합니다.")
            ]
        ),
        Voice(
            .suggestion,
            .welfare,
            by: "official@yanggu.example",
            daysAgo: 38,
            title: "농촌 지역은 읍면 단위로 자료를 나누어 주십시오",
            text: "군 단위 자료로는 돌봄이 비는 마을을 찾을 수 없습니다.",
            steps: [
                Step(.endorse, after: 2, "다른 기관도 겪는 일로 판단하여 협의회에 전달합니다."),
                Step(.review, after: 6, "관계 기관의 의견을 모아 검토했습니다."),
                Step(.acceptPartly, after: 6, "인구 천 명 이상의 읍면부터 나누어 제공합니다."),
            ]
        ),
        Voice(
            .difficulty,
            nil,
            by: "official@daon.example",
            daysAgo: 36,
            title: "공공기관은 결재를 두 번 받아야 자료를 요청할 수 있습니다",
            text: "주무 부처 승인까지 받느라 법정기한만큼 더 걸립니다.",
            steps: [
                Step(.endorse, after: 2, "다른 기관도 겪는 일로 판단하여 협의회에 전달합니다."),
                Step(.review, after: 6, "관계 기관의 의견을 모아 검토했습니다."),
                Step(.decline, after: 7, "기관의 내부 결재는 각 기관이 정할 일이라 협의회가 바꿀 수 없습니다. 전결 규정의 보기를 나누어 드리겠습니다."),
            ]
        ),
    ]
}
