/// The demo's institutions, people and datasets. Nothing here is a real person or a real figure.
enum InventedNation {
    struct Place {
        let code: String
        let name: String
        let nameEn: String
        let kind: String
        let parent: String?
        /// The part of the e-mail address behind the @.
        let domain: String
        let rank: String
        let districts: [String]
    }

    static let ministry = Place(
        code: "1741000",
        name: "행정안전부",
        nameEn: "Ministry of the Interior and Safety",
        kind: "central",
        parent: nil,
        domain: "mois.example",
        rank: "고위공무원단 나등급",
        districts: ["세종", "서울", "대전", "부산"]
    )

    static let places: [Place] = [
        Place(
            code: "6110000",
            name: "서울특별시",
            nameEn: "Seoul",
            kind: "metropolitan",
            parent: nil,
            domain: "seoul.example",
            rank: "3급",
            districts: ["종로구", "중구", "용산구", "성동구", "광진구", "마포구"]
        ),
        Place(
            code: "6260000",
            name: "부산광역시",
            nameEn: "Busan",
            kind: "metropolitan",
            parent: nil,
            domain: "busan.example",
            rank: "3급",
            districts: ["중구", "서구", "동구", "영도구", "해운대구"]
        ),
        Place(
            code: "6410000",
            name: "경기도",
            nameEn: "Gyeonggi Province",
            kind: "metropolitan",
            parent: nil,
            domain: "gg.example",
            rank: "3급",
            districts: ["수원시", "성남시", "고양시", "용인시", "파주시"]
        ),
        Place(
            code: "6510000",
            name: "강원특별자치도",
            nameEn: "Gangwon State",
            kind: "metropolitan",
            parent: nil,
            domain: "gw.example",
            rank: "3급",
            districts: ["춘천시", "원주시", "강릉시", "속초시"]
        ),
        Place(
            code: "3000000",
            name: "종로구",
            nameEn: "Jongno District",
            kind: "basic",
            parent: "6110000",
            domain: "jongno.example",
            rank: "4급",
            districts: ["사직동", "삼청동", "부암동", "평창동", "혜화동"]
        ),
        Place(
            code: "3360000",
            name: "해운대구",
            nameEn: "Haeundae District",
            kind: "basic",
            parent: "6260000",
            domain: "haeundae.example",
            rank: "4급",
            districts: ["우동", "중동", "좌동", "송정동"]
        ),
        Place(
            code: "4201000",
            name: "양구군",
            nameEn: "Yanggu County",
            kind: "basic",
            parent: "6510000",
            domain: "yanggu.example",
            rank: "4급",
            districts: ["양구읍", "국토정중앙면", "동면", "방산면", "해안면"]
        ),
        Place(
            code: "7010000",
            name: "서울특별시교육청",
            nameEn: "Seoul Office of Education",
            kind: "education",
            parent: nil,
            domain: "sen.example",
            rank: "3급",
            districts: ["동부", "서부", "남부", "북부"]
        ),
        Place(
            code: "B550001",
            name: "한빛환경공단",
            nameEn: "Hanbit Environment Corporation",
            kind: "public-corporation",
            parent: nil,
            domain: "hanbit-env.example",
            rank: "부장",
            districts: ["수도권", "강원권", "충청권", "영남권"]
        ),
        Place(
            code: "B550002",
            name: "나래복지재단",
            nameEn: "Narae Welfare Foundation",
            kind: "other-public",
            parent: nil,
            domain: "narae.example",
            rank: "부장",
            districts: ["동부센터", "서부센터", "남부센터"]
        ),
        Place(
            code: "B550003",
            name: "다온도시철도공사",
            nameEn: "Daon Metro",
            kind: "local-corporation",
            parent: nil,
            domain: "daon.example",
            rank: "처장",
            districts: ["1호선", "2호선", "3호선", "4호선"]
        ),
    ]

    struct Theme {
        let place: Int
        let table: String
        let title: String
        let titleEn: String
        let description: String
        let sector: String
        /// `open`, `registered`, `request` or `withheld`.
        let access: String
        let rows: Int
        let columns: [Column]
    }

    /// How a column is filled.
    enum Column {
        case code(String, String)
        case district(String)
        case name(String, [String])
        case number(String, ClosedRange<Int>)
        case decimal(String, ClosedRange<Int>)
        case day(String)
        case choice(String, [String])

        var header: String {
            switch self {
            case .code(let name, _), .district(let name), .name(let name, _), .number(let name, _),
                .decimal(let name, _), .day(let name), .choice(let name, _):
                name
            }
        }
    }

    private static func theme(
        _ place: Int,
        _ table: String,
        _ title: String,
        _ titleEn: String,
        _ sector: String,
        _ access: String,
        _ rows: Int,
        _ columns: [Column]
    ) -> Theme {
        Theme(
            place: place,
            table: table,
            title: title,
            titleEn: titleEn,
            description: "\(title)입니다. 시연을 위해 지어낸 값이며 실제와 다릅니다.",
            sector: sector,
            access: access,
            rows: rows,
            columns: columns
        )
    }

    private static let shelter: [Column] = [
        .code("시설번호", "S"), .district("지역"), .name("쉼터명칭", ["경로당", "주민센터", "복지관", "도서관", "체육관"]),
        .number("이용가능인원", 10...200), .choice("야간개방", ["Y", "N"]), .number("냉방기대수", 1...9), .day("점검일자"),
    ]
    /// With numbers that no telephone has: held back until the steward has said what they are.
    private static let contacts =
        shelter + [.choice("관리자연락처", ["010-0000-1234", "010-0000-5678", "010-0000-9012"])]
    private static let sensor: [Column] = [
        .code("측정소코드", "M"), .district("권역"), .day("측정일자"), .decimal("초미세먼지", 5...90), .decimal("오존", 1...12),
        .choice("등급", ["좋음", "보통", "나쁨"]),
    ]
    private static let facility: [Column] = [
        .code("시설코드", "F"), .district("지역"), .name("시설명", ["요양원", "아동센터", "자활센터", "쉼터"]), .number("정원", 5...150),
        .number("현원", 3...140), .choice("평가등급", ["A", "B", "C", "D"]), .day("설치일자"),
    ]
    private static let incident: [Column] = [
        .code("접수번호", "R"), .district("발생지역"), .day("발생일자"), .choice("유형", ["침수", "산사태", "화재", "한파", "폭염"]),
        .number("대응시간분", 3...90), .number("피해액천원", 0...90000),
    ]
    private static let recipient: [Column] = [
        .code("대상자번호", "P"), .district("지역"), .number("출생연도", 1935...2015),
        .choice("가구유형", ["1인", "부부", "한부모", "조손"]), .number("지원금액", 50...900), .day("지급일자"),
    ]
    private static let station: [Column] = [
        .code("역번호", "D"), .district("노선"), .day("일자"), .number("승차인원", 100...40000), .number("하차인원", 100...40000),
    ]

    /// Thirty datasets over disaster safety, environment and welfare.
    static let themes: [Theme] = [
        theme(0, "heat_shelters", "무더위쉼터 현황", "Heat shelters", "disaster-safety", "request", 900, shelter),
        theme(0, "cold_shelters", "한파쉼터 현황", "Cold shelters", "disaster-safety", "open", 600, contacts),
        theme(0, "flood_reports", "침수 신고 내역", "Flood reports", "disaster-safety", "request", 2000, incident),
        theme(0, "air_quality", "대기질 측정 자료", "Air quality", "environment", "open", 3000, sensor),
        theme(0, "welfare_facilities", "사회복지시설 현황", "Welfare facilities", "welfare", "registered", 800, facility),
        theme(0, "care_recipients", "돌봄서비스 이용 내역", "Care service use", "welfare", "request", 1500, recipient),
        theme(
            1,
            "heat_shelters",
            "부산 무더위쉼터 현황",
            "Heat shelters in Busan",
            "disaster-safety",
            "registered",
            700,
            shelter
        ),
        theme(1, "tsunami_drills", "지진해일 대피훈련 결과", "Tsunami drills", "disaster-safety", "open", 300, incident),
        theme(1, "coast_water", "연안 수질 측정", "Coastal water quality", "environment", "open", 1200, sensor),
        theme(1, "senior_welfare", "노인복지시설 현황", "Senior welfare facilities", "welfare", "registered", 500, facility),
        theme(2, "landslide_risk", "산사태 취약지역", "Landslide risk areas", "disaster-safety", "request", 1100, incident),
        theme(2, "child_centers", "지역아동센터 현황", "Child centres", "welfare", "open", 650, facility),
        theme(2, "odor_complaints", "악취 민원 접수", "Odour complaints", "environment", "request", 900, incident),
        theme(3, "snow_removal", "제설 작업 기록", "Snow removal", "disaster-safety", "registered", 1400, incident),
        theme(3, "forest_fire", "산불 발생 기록", "Forest fires", "disaster-safety", "open", 400, incident),
        theme(3, "farm_water", "농업용수 수질", "Farm water quality", "environment", "open", 500, sensor),
        theme(4, "alley_lights", "보안등 점검 기록", "Alley lights", "disaster-safety", "open", 800, incident),
        theme(
            4,
            "single_households",
            "1인 가구 안부 확인",
            "Calls on people living alone",
            "welfare",
            "withheld",
            600,
            recipient
        ),
        theme(5, "beach_safety", "해수욕장 안전사고", "Beach accidents", "disaster-safety", "registered", 300, incident),
        theme(5, "noise_levels", "생활소음 측정", "Noise levels", "environment", "open", 700, sensor),
        theme(
            6,
            "border_shelters",
            "접경지역 대피시설",
            "Shelters near the border",
            "disaster-safety",
            "request",
            120,
            shelter
        ),
        theme(6, "rural_welfare", "농촌 돌봄 이용 내역", "Rural care", "welfare", "request", 250, recipient),
        theme(7, "school_safety", "학교 안전사고 현황", "School accidents", "disaster-safety", "registered", 900, incident),
        theme(7, "school_air", "교실 공기질 측정", "Classroom air", "environment", "open", 1000, sensor),
        theme(8, "waste_flow", "폐기물 반입 현황", "Waste received", "environment", "registered", 1600, sensor),
        theme(8, "river_sensors", "하천 자동측정망", "River sensors", "environment", "open", 2500, sensor),
        theme(9, "meal_support", "결식아동 급식 지원", "Meal support", "welfare", "request", 800, recipient),
        theme(9, "job_training", "자활 교육 과정", "Job training", "welfare", "open", 200, facility),
        theme(10, "ridership", "역별 승하차 인원", "Ridership by station", "disaster-safety", "registered", 4000, station),
        theme(
            10,
            "platform_heat",
            "승강장 온열환자 발생",
            "Heat illness on platforms",
            "disaster-safety",
            "request",
            150,
            incident
        ),
    ]
}
