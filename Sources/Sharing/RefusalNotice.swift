import Catalog
import Directory
import Foundation
import Kernel
import Statute

extension SharingRequests.Detail {
    /// The notice of a refusal as it is sent: why, on which provisions, what can be had instead, and until when
    /// mediation may be applied for. nil unless the request was refused.
    package var notice: LocalizedText? {
        guard let refusal = request.refusal, let decidedAt = request.decidedAt else { return nil }
        let decided = Day(of: decidedAt)
        return LocalizedText(korean(refusal, decided), en: english(refusal, decided))
    }

    private func korean(_ refusal: SharingRequest.Refusal, _ decided: Day) -> String {
        var lines = [
            "데이터 제공 거부 통지", "", "받는 기관: \(requester.name)", "보내는 기관: \(deemedProvider?.name ?? provider.name)",
            "요청 번호: \(request.id)", "요청한 데이터: \(dataset.title)",
            "접수일: \(Day(of: request.receivedAt).written(in: .ko))", "결정일: \(decided.written(in: .ko))", "",
            "요청하신 데이터를 다음과 같은 사유로 제공하지 못함을 알려 드립니다.", "",
            "1. 거부 사유: \(ground?.text.ko ?? refusal.ground)",
            "   근거: \(ground.map { $0.citation.ko + ", " } ?? "")\(refusal.citation)",
            "2. 기술적 분리 가능 여부: \(refusal.isSeparable ? "분리할 수 있음" : "분리할 수 없음")", "   검토 결과: \(refusal.finding)",
        ]
        if !refusal.offer.isEmpty { lines.append("3. 대신 제공할 수 있는 것: \(refusal.offer.joined(separator: ", "))") }
        lines.append(
            "\(refusal.offer.isEmpty ? 3 : 4). 이 결정에 이의가 있으면 \(refusal.mediation.due.written(in: .ko))까지 조정을 요청할 수 있습니다."
        )
        lines.append("   근거: \(refusal.mediation.citation.ko)")
        return (lines + refusal.mediation.proof.map { "   \($0.ko)" }).joined(separator: "\n")
    }

    private func english(_ refusal: SharingRequest.Refusal, _ decided: Day) -> String {
        var lines = [
            "Notice of refusal to provide data", "", "To: \(requester.title[.en])",
            "From: \((deemedProvider ?? provider).title[.en])", "Request: \(request.id)",
            "Data asked for: \(dataset.name[.en])", "Received: \(Day(of: request.receivedAt).written(in: .en))",
            "Decided: \(decided.written(in: .en))", "", "The data you asked for cannot be provided, for these reasons.",
            "",
            "1. Ground: \(ground?.text[.en] ?? refusal.ground)",
            "   Rests on: \(ground.map { $0.citation[.en] + ", " } ?? "")\(refusal.citation)",
            "2. Whether the protected part can be separated: \(refusal.isSeparable ? "yes" : "no")",
            "   Finding: \(refusal.finding)",
        ]
        if !refusal.offer.isEmpty { lines.append("3. Offered instead: \(refusal.offer.joined(separator: ", "))") }
        lines.append(
            "\(refusal.offer.isEmpty ? 3 : 4). You may apply for mediation until \(refusal.mediation.due.written(in: .en))."
        )
        lines.append("   Rests on: \(refusal.mediation.citation[.en])")
        return (lines + refusal.mediation.proof.map { "   \($0[.en])" }).joined(separator: "\n")
    }
}
