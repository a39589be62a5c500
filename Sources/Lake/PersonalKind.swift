import Kernel

/// A kind of personal data that is looked for (Personal Information Protection Act Arts 2, 23, 24, 24-2).
package enum PersonalKind: String, Codable, CaseIterable, Sendable {
    case residentNumber, foreignerNumber, phone, email, card, businessNumber, passport, driverLicence, address, name

    package var title: LocalizedText {
        switch self {
        case .residentNumber: LocalizedText("주민등록번호", en: "resident registration number")
        case .foreignerNumber: LocalizedText("외국인등록번호", en: "foreigner registration number")
        case .phone: LocalizedText("전화번호", en: "telephone number")
        case .email: LocalizedText("전자우편 주소", en: "e-mail address")
        case .card: LocalizedText("카드번호", en: "card number")
        case .businessNumber: LocalizedText("사업자등록번호", en: "business registration number")
        case .passport: LocalizedText("여권번호", en: "passport number")
        case .driverLicence: LocalizedText("운전면허번호", en: "driver's licence number")
        case .address: LocalizedText("주소", en: "address")
        case .name: LocalizedText("이름", en: "personal name")
        }
    }

    /// A regular expression that finds the kind within a text; nil where the column's name decides.
    ///
    /// Numbers of residents and foreigners are told by a valid birth date and the seventh digit; the checksum is not
    /// asked for, because numbers given out since October 2020 have none.
    private var pattern: String? {
        let birth = #"(^|[^0-9])[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01]) ?[-–—]? ?"#
        // With the last digits starred it still tells birth and sex.
        let rest = #"([0-9]{6}|[0-9]{0,2}[*]{4,6})($|[^0-9*])"#
        switch self {
        case .residentNumber: return birth + "[1-4]" + rest
        case .foreignerNumber: return birth + "[5-8]" + rest
        case .phone:
            return #"(^|[^0-9])((\+?82[-. ]?0?|0)1[016789][-. )]{0,2}[0-9]{3,4}[-. ]?[0-9]{4}"#
                + #"|(\+?82[-. ]?0?|0)(2|[3-6][0-9]|70|50[0-9])[-. )]{1,2}[0-9]{3,4}[-. ][0-9]{4})($|[^0-9])"#
        case .email: return #"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+[.][A-Za-z]{2,}"#
        case .card:
            return
                #"(^|[^0-9-])([3-69][0-9]{3}[- ][0-9]{4}[- ][0-9]{4}[- ][0-9]{3,4}|3[47][0-9]{2}[- ][0-9]{6}[- ][0-9]{5}"#
                + #"|3[47][0-9]{13}|[3-69][0-9]{15})($|[^0-9-])"#
        case .businessNumber: return #"(^|[^0-9-])[0-9]{3}-[0-9]{2}-[0-9]{5}($|[^0-9-])"#
        case .passport: return #"(^|[^A-Za-z0-9])[MSRODmsrod][0-9]{3}[A-Za-z0-9][0-9]{4}($|[^A-Za-z0-9])"#
        case .driverLicence:
            return #"(^|[^0-9-])([0-9]{2}|서울|부산|대구|인천|광주|대전|울산|경기|강원|충북|충남|전북|전남|경북|경남|제주)[- ]"#
                + #"[0-9]{2}-[0-9]{6}-[0-9]{2}($|[^0-9-])"#
        case .address:
            return #"(특별시|광역시|특별자치시|[가-힣]도|[가-힣]시|[가-힣]군|[가-힣]구) .*[가-힣0-9]+(읍|면|동|리|로|길|가) ?[0-9]"#
        case .name: return nil
        }
    }

    /// A boolean expression: the text `v` holds the kind.
    func test(_ v: String) -> String? {
        guard let pattern else { return nil }
        let matches = "regexp_matches(\(v), '\(pattern)')"
        guard self == .card else { return matches }
        // Sixteen digits in a row are many things; a card's pass Luhn's test.
        let digits = "regexp_extract(\(v), '(^|[^0-9-])(3[47][0-9]{13}|[3-69][0-9]{15})($|[^0-9-])', 2)"
        return "(\(matches) AND (\(digits) = '' OR \(Self.luhn(digits))))"
    }

    private static func luhn(_ digits: String) -> String {
        // Counted from the end every second digit is doubled, and the digits of the double are added.
        let doubled = "(CAST(substr(reverse(\(digits)), i, 1) AS INTEGER) * (2 - i % 2))"
        return "list_sum(list_transform(range(1, length(\(digits)) + 1), "
            + "lambda i: \(doubled) // 10 + \(doubled) % 10)) % 10 = 0"
    }

    /// A boolean expression that is true of every text that any kind is found in: one look instead of nine.
    static func prefilter(_ v: String) -> String {
        let patterns = allCases.compactMap { kind in
            // A search for the address's end alone is much cheaper than for the whole.
            kind == .address ? "(읍|면|동|리|로|길|가) ?[0-9]" : kind.pattern
        }
        return "regexp_matches(\(v), '\(patterns.joined(separator: "|"))')"
    }

    /// A boolean expression: the text `v` looks like a person's name, three syllables after a common surname.
    ///
    /// So do many words; a column is one of names only where most of its values look like it.
    static func looksLikeName(_ v: String) -> String {
        let surnames = "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민진지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모"
        return "(strlen(\(v)) = 9 AND regexp_full_match(\(v), '[\(surnames)][가-힣][가-힣]') "
            + "AND right(\(v), 1) NOT IN (\(Self.placeEndings)))"
    }

    /// The last syllables of places, offices and kinds of things, that names hardly end with.
    private static let placeEndings = "시군구읍면동리도로길역산천강과팀실국부청원소장업물품형급액률수량기차집터관".map { "'\($0)'" }
        .joined(separator: ", ")

    /// Whether a column's name alone says that it holds the kind.
    func isNamed(_ column: String) -> Bool {
        let name = column.lowercased().filter { !$0.isWhitespace && $0 != "_" }
        func has(_ words: String...) -> Bool { words.contains { name.contains($0) } }
        switch self {
        case .residentNumber: return has("주민등록번호", "주민번호", "residentno", "rrn")
        case .foreignerNumber: return has("외국인등록번호")
        case .phone: return has("휴대전화", "휴대폰", "핸드폰", "mobile")
        case .email: return has("이메일", "전자우편", "email")
        case .card: return has("카드번호")
        case .businessNumber: return has("사업자등록번호", "사업자번호")
        case .passport: return has("여권번호", "passport")
        case .driverLicence: return has("면허번호") && has("운전")
        case .address: return false
        case .name:
            return [
                "이름", "성명", "성함", "대표자", "대표자명", "담당자", "담당자명", "관리자", "관리자명", "신청인", "신청자", "수급자", "보호자", "보호자명",
                "민원인", "소유자", "예금주", "세대주", "작성자", "name", "fullname",
            ].contains(name)
                || has("성명", "대표자명", "담당자명", "관리자명", "신청인명", "신청자명", "수급자명", "보호자명", "소유자명", "예금주명", "세대주명")
        }
    }
}
