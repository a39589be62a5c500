import Kernel

extension RulePack {
    /// What to tell whoever appoints an officer of `rank` at an institution of `kind`; nil when nothing is wrong.
    ///
    /// A warning and never a bar: the appointing authority answers for the rank (Decree Article 18①).
    package func rankWarning(kind: String, rank: String?) -> LocalizedText? {
        guard let rule = officerRanks.first(where: { $0.kinds.contains(kind) }), let wanted = rule.atLeast else {
            return nil
        }
        guard let rank, !rank.isEmpty else {
            return LocalizedText(
                "직급이 적혀 있지 않습니다. 책임관은 \(wanted) 이상이어야 합니다(\(rule.citation[.ko])).",
                en: "No rank was given. The officer must be of rank \(wanted) or higher (\(rule.citation[.en]))."
            )
        }
        guard let given = order(of: rank), let least = order(of: wanted) else {
            return LocalizedText(
                "직급 ‘\(rank)’을(를) \(wanted)와(과) 비교할 수 없습니다. 직접 확인해 주세요(\(rule.citation[.ko])).",
                en:
                    "The rank “\(rank)” cannot be compared with \(wanted). Please check it yourself (\(rule.citation[.en]))."
            )
        }
        guard given > least else { return nil }
        return LocalizedText(
            "직급 \(rank)은(는) 기준인 \(wanted)보다 낮습니다(\(rule.citation[.ko])).",
            en: "The rank \(rank) is below \(wanted), which the rule asks for (\(rule.citation[.en]))."
        )
    }

    /// 0 is the highest.
    private func order(of rank: String) -> Int? {
        let plain = bare(rank)
        return rankOrder.firstIndex { $0.contains { bare($0) == plain } }
    }

    /// Without spaces and brackets, and without "or equivalent": `3급 상당` is 3급.
    private func bare(_ rank: String) -> String {
        let plain = rank.filter { !$0.isWhitespace && $0 != "(" && $0 != ")" }.lowercased()
        for ending in ["상당", "공무원"] where plain.hasSuffix(ending) { return String(plain.dropLast(ending.count)) }
        return plain
    }
}
