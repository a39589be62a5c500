import Council

// The second half of what the demo's officials raise.
extension InventedVoices {
    static let newer: [Voice] = [
        Voice(
            .suggestion,
            nil,
            by: "official@busan.example",
            daysAgo: 35,
            title: "책임관 교육에 실제 거부 사례를 넣어 주십시오",
            text: "새로 맡은 책임관이 판단하기 어렵습니다.",
            steps: [
                Step(.answer, after: 3, "우리 시 교육에는 올해부터 넣었습니다."),
                Step(.escalate, after: 2, "시 교육만으로는 부족하여 전국 교육에도 넣어 주시기 바랍니다."),
            ]
        ),
        Voice(
            .difficulty,
            .environment,
            by: "steward@hanbit-env.example",
            daysAgo: 33,
            title: "측정 원자료가 너무 커서 올릴 수 없습니다",
            text: "한 해 자료가 3GB를 넘어 나누어 올립니다.",
            steps: [
                Step(.answer, after: 2, "Parquet으로 바꾸어 올리면 2GB 아래로 줄어듭니다. 바꾸는 방법을 안내서에 적었습니다.")
            ]
        ),
        Voice(
            .suggestion,
            nil,
            by: "officer@gw.example",
            daysAgo: 31,
            title: "접경 지역 공동 분석을 위한 시도 협약 서식을 만들어 주십시오",
            text: "시도 사이에 협약을 맺을 때마다 서식을 새로 씁니다.",
            steps: [
                Step(.review, after: 5, "관계 기관의 의견을 모아 검토했습니다."),
                Step(.accept, after: 7, "표준 협약 서식을 만들기로 했습니다."),
                Step(.makePolicy, after: 5, "시도 공동 분석 표준 협약 서식을 마련합니다.", owner: "6510000"),
            ]
        ),
        Voice(
            .difficulty,
            nil,
            by: "official@jongno.example",
            daysAgo: 29,
            title: "제공받은 자료의 파기 확인을 어떻게 하는지 모르겠습니다",
            text: "이용 종료 화면에서 무엇을 적어야 하는지 분명하지 않습니다.",
            steps: [
                Step(.withdraw, after: 3, "")
            ]
        ),
        Voice(
            .suggestion,
            .welfare,
            by: "analyst@narae.example",
            daysAgo: 27,
            title: "복지 시설 휴·폐업 정보를 함께 제공해 주십시오",
            text: "문 닫은 시설로 안내하는 일이 생깁니다.",
            steps: [
                Step(.endorse, after: 2, "다른 기관도 겪는 일로 판단하여 협의회에 전달합니다."),
                Step(.review, after: 6, "관계 기관의 의견을 모아 검토했습니다."),
            ],
            joined: ["official@sen.example", "official@jongno.example"]
        ),
        Voice(
            .difficulty,
            .disaster,
            by: "steward@yanggu.example",
            daysAgo: 25,
            title: "군 담당자가 한 명이라 제공 결정을 제때 하기 어렵습니다",
            text: "열흘 안에 검토할 사람이 없습니다. 도에서 함께 검토해 주면 좋겠습니다.",
            steps: [
                Step(.endorse, after: 3, "다른 기관도 겪는 일로 판단하여 협의회에 전달합니다.")
            ],
            joined: ["steward@gw.example"]
        ),
        Voice(
            .suggestion,
            .environment,
            by: "analyst@gg.example",
            daysAgo: 23,
            title: "하천 수위 자료의 결측 표시를 통일해 주십시오",
            text: "빈칸, 0, -999가 섞여 있습니다.",
            steps: [
                Step(.endorse, after: 2, "다른 기관도 겪는 일로 판단하여 협의회에 전달합니다.")
            ]
        ),
        Voice(
            .difficulty,
            nil,
            by: "official@seoul.example",
            daysAgo: 21,
            title: "영문 자료 이름이 없어 해외 협력 보고서에 쓰기 어렵습니다",
            text: "자료 이름을 기관마다 다르게 옮깁니다.",
            steps: [
                Step(.endorse, after: 2, "다른 기관도 겪는 일로 판단하여 협의회에 전달합니다."),
                Step(.review, after: 5, "관계 기관의 의견을 모아 검토했습니다."),
            ]
        ),
        Voice(
            .suggestion,
            .disaster,
            by: "analyst@busan.example",
            daysAgo: 19,
            title: "해일 대피로 자료를 지도 좌표로 제공해 주십시오",
            text: "그림 파일이라 분석할 수 없습니다.",
            steps: [
                Step(.endorse, after: 2, "다른 기관도 겪는 일로 판단하여 협의회에 전달합니다.")
            ]
        ),
        Voice(
            .difficulty,
            .welfare,
            by: "official@haeundae.example",
            daysAgo: 16,
            title: "가명 처리한 자료를 다른 부서 자료와 이을 수 없습니다",
            text: "부서마다 가명 처리 방법이 달라 같은 사람인지 알 수 없습니다.",
            steps: [
                Step(.endorse, after: 2, "다른 기관도 겪는 일로 판단하여 협의회에 전달합니다.")
            ]
        ),
        Voice(
            .difficulty,
            nil,
            by: "analyst@gw.example",
            daysAgo: 13,
            title: "요청한 자료의 진행 상황을 문자로도 받고 싶습니다",
            text: "출장 중에는 책상에서 확인하지 못합니다."
        ),
        Voice(
            .suggestion,
            nil,
            by: "official@narae.example",
            daysAgo: 10,
            title: "자료 설명에 담당 부서 전화번호를 적어 주십시오",
            text: "물어볼 곳을 찾느라 하루가 갑니다."
        ),
        Voice(
            .difficulty,
            .environment,
            by: "official@gg.example",
            daysAgo: 7,
            title: "악취 자료와 기상 자료의 시간 단위가 다릅니다",
            text: "한쪽은 시간, 한쪽은 일 단위입니다.",
            joined: ["analyst@hanbit-env.example"]
        ),
        Voice(
            .suggestion,
            nil,
            by: "official@yanggu.example",
            daysAgo: 4,
            title: "작은 기관을 위한 공동 책임관 제도를 검토해 주십시오",
            text: "군 단위에서는 책임관을 따로 두기 어렵습니다.",
            joined: ["official@jongno.example"]
        ),
        Voice(
            .difficulty,
            .disaster,
            by: "official@jongno.example",
            daysAgo: 1,
            title: "침수 신고 자료의 서식이 동마다 다릅니다",
            text: "동 주민센터마다 접수 서식이 달라 구에서 다시 정리합니다."
        ),
    ]
}
