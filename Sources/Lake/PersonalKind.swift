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

    /// A boolean expression over the text `v`; nil where the column's name decides.
    ///
    /// Numbers of residents and foreigners are told by a valid birth date and the seventh digit; the checksum is not
    /// asked for, because numbers given out since October 2020 have none.
    func pattern(_ v: String) -> String? {
        let birth = #"[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[- ]?"#
        func matches(_ pattern: String) -> String { "regexp_matches(\(v), '\(pattern)')" }
        switch self {
        case .residentNumber: return matches(#"(^|[^0-9])"# + birth + #"[1-4][0-9]{6}($|[^0-9])"#)
        case .foreignerNumber: return matches(#"(^|[^0-9])"# + birth + #"[5-8][0-9]{6}($|[^0-9])"#)
        case .phone:
            return matches(
                #"(^|[^0-9])(01[016789][-. )]?[0-9]{3,4}[-. ]?[0-9]{4}|0[2-6][0-9]?[-. )][0-9]{3,4}[-. ][0-9]{4})($|[^0-9])"#
            )
        case .email: return matches(#"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+\.[A-Za-z]{2,}"#)
        case .card: return matches(#"(^|[^0-9])[3-69][0-9]{3}[- ][0-9]{4}[- ][0-9]{4}[- ][0-9]{3,4}($|[^0-9])"#)
        case .businessNumber: return matches(#"(^|[^0-9-])[0-9]{3}-[0-9]{2}-[0-9]{5}($|[^0-9-])"#)
        case .passport: return matches(#"(^|[^A-Za-z0-9])[MSRODmsrod][0-9]{3}[A-Za-z0-9][0-9]{4}($|[^A-Za-z0-9])"#)
        case .driverLicence: return matches(#"(^|[^0-9-])[0-9]{2}-[0-9]{2}-[0-9]{6}-[0-9]{2}($|[^0-9-])"#)
        case .address:
            return matches(#"(특별시|광역시|특별자치시|[가-힣]도|[가-힣]시|[가-힣]군|[가-힣]구) .*[가-힣0-9]+(읍|면|동|리|로|길|가) ?[0-9]"#)
        case .name: return nil
        }
    }

    /// A quick test that every value of the kind passes, so that most values are looked at once.
    static func prefilter(_ v: String) -> String {
        "(regexp_matches(\(v), '[0-9]{4}') OR contains(\(v), '@') OR regexp_matches(\(v), '(로|길|동|리|가) ?[0-9]'))"
    }

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
        case .businessNumber: return false
        case .passport: return has("여권번호", "passport")
        case .driverLicence: return has("면허번호") && has("운전")
        case .address: return false
        case .name:
            return ["이름", "성명", "성함", "대표자", "대표자명", "담당자", "담당자명", "관리자", "관리자명", "신청인", "보호자명", "name", "fullname"]
                .contains(name) || has("성명", "대표자명", "담당자명", "관리자명", "신청인명")
        }
    }
}
