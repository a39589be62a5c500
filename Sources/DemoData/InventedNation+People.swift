import Directory

extension InventedNation {
    /// Who works at every institution: each position once.
    static let positions: [Role] = [.officer, .deputy, .steward, .analyst, .official]

    private static let families = Array("김이박최정강조윤장임한오서신권황안송류홍전고문양손배백허유남").map(String.init)
    private static let given = [
        "서연", "도현", "미정", "준호", "하은", "성훈", "지혜", "태윤", "은경", "현우", "수빈", "영민", "예린", "재혁", "소영",
        "동건", "유진", "상우", "혜원", "기범", "다은", "진우", "선영", "승민", "보라", "경수", "윤아", "정훈", "나래", "민석", "가영",
    ]

    /// The full name of the demo's person number `number`, from 0: no two are equal below 930.
    static func name(_ number: Int) -> String {
        families[number % families.count] + given[number * 7 % given.count]
    }
}
