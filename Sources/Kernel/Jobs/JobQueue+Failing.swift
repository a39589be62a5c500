import Foundation

// How jobs fail, in words.
extension JobQueue {
    /// For whoever waits for a job that has to wait itself.
    static func postponed(_ cause: Problem) -> Problem {
        var problem = cause
        let why = cause.detail ?? LocalizedText("", en: "")
        problem.detail = LocalizedText(
            "\(why.ko) 결정한 내용은 저장되어 있으며, 원인이 해결되면 서버가 이어서 처리합니다.",
            en: "\(why[.en]) What was decided is stored; a server goes on with it once the cause is gone."
        )
        return problem
    }

    static let lost = Problem(
        "kernel/job-failed",
        LocalizedText("작업을 끝내지 못했습니다.", en: "The work could not be finished."),
        status: 500,
        detail: LocalizedText(
            "여러 번 다시 시도했으나 실패했습니다. 서버 기록을 확인한 뒤 다시 요청하세요.",
            en: "It was tried several times and failed. See the server's log, then ask again."
        )
    )
}

extension Job {
    /// Why `error` ends this job for good; nil where the job is tried again.
    ///
    /// What was asked is at fault: for good. The machine is (no space, no engine, a busy store): tried again until
    /// it can. Unexplained, or an ``Interruption``: five times. A handler asks this to undo what it began, in the same breath.
    package func failure(for error: any Error) -> Problem? {
        if error is CancellationError { return nil }
        let problem = (error as? any PublicError)?.problem ?? Problem(storage: error)
        if let problem, !(error is any Interruption) { return problem.isTemporary ? nil : problem }
        return attempts >= JobQueue.attempts ? problem ?? JobQueue.lost : nil
    }
}
