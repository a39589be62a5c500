import Kernel

// Making PDFs.
extension LakeProblem {
    static let printerMissing = Problem(
        "lake/no-printer",
        LocalizedText("PDF를 만드는 프로그램이 없습니다.", en: "The program that makes PDFs is missing."),
        status: 503,
        detail: LocalizedText(
            "Markdown으로 내려받거나 화면에서 인쇄해 주세요. 운영자는 script/bootstrap을 실행하거나 print.python 설정에 WeasyPrint가 있는 Python의 경로를 적습니다.",
            en:
                "Take the Markdown, or print the page. The operator runs script/bootstrap, or sets print.python to a Python that has WeasyPrint."
        ),
        exitStatus: 69
    )

    static let printerFailed = Problem(
        "lake/printing-failed",
        LocalizedText("PDF를 만들지 못했습니다.", en: "The PDF could not be made."),
        status: 503,
        detail: LocalizedText(
            "잠시 뒤 다시 해 주세요. 계속되면 Markdown으로 내려받고 운영자에게 알려 주세요.",
            en: "Try again in a moment; if it goes on, take the Markdown and tell the operator."
        )
    )
}
