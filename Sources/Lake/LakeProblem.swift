import Foundation
import Kernel

/// What the lake refuses, in words.
package enum LakeProblem {
    static func engineMissing(_ tried: [String]) -> Problem {
        Problem(
            "lake/engine-missing",
            LocalizedText("분석 엔진(DuckDB)을 찾을 수 없습니다.", en: "The engine DuckDB cannot be found."),
            status: 503,
            detail: LocalizedText(
                "운영자에게 알려 주세요. 운영자는 script/bootstrap을 실행하거나 engine.duckdb 설정에 경로를 적습니다. 찾아본 곳: \(tried.joined(separator: ", "))",
                en:
                    "Tell the operator, who runs script/bootstrap or sets engine.duckdb to its path. Looked at: \(tried.joined(separator: ", "))"
            ),
            exitStatus: 69
        )
    }

    static let engineDied = Problem(
        "lake/engine-died",
        LocalizedText("분석 엔진이 중간에 멈추었습니다.", en: "The engine was stopped from outside."),
        status: 503,
        detail: LocalizedText(
            "저장된 것은 그대로입니다. 다시 시도하고, 되풀이되면 조건을 좁히거나 운영자에게 서버의 기억장치를 확인해 달라고 하세요.",
            en:
                "What is stored is untouched. Try again; if it happens again, narrow the question down or ask the operator to look at the server's memory."
        )
    )

    static let extensionMissing = Problem(
        "lake/excel-missing",
        LocalizedText("엑셀 파일을 읽는 DuckDB 확장(excel)을 찾을 수 없습니다.", en: "DuckDB's excel extension cannot be found."),
        status: 503,
        detail: LocalizedText(
            "운영자에게 알려 주세요. 운영자는 script/bootstrap을 실행하거나 engine.excel 설정에 경로를 적습니다.",
            en: "Tell the operator, who runs script/bootstrap or sets engine.excel to its path."
        ),
        exitStatus: 69
    )

    /// The file system refused; a full disk is told apart.
    package static func disk(_ code: Int32) -> Problem {
        let isFull = code == ENOSPC || code == EDQUOT
        return Problem(
            "lake/disk",
            isFull
                ? LocalizedText("저장 공간이 가득 찼습니다.", en: "The disk is full.")
                : LocalizedText("파일을 저장하지 못했습니다.", en: "A file could not be written."),
            status: 503,
            detail: LocalizedText(
                "저장된 것은 그대로입니다. 운영자에게 디스크의 남은 공간을 확보해 달라고 요청하세요(\(String(cString: strerror(code)))).",
                en:
                    "What is stored is untouched. Ask the operator to free space on the disk (\(String(cString: strerror(code))))."
            )
        )
    }

    /// An upload that cannot be taken as what its name says.
    static func unreadable(_ file: String, _ why: LocalizedText) -> Problem {
        Problem(
            "lake/unreadable",
            LocalizedText("파일을 읽을 수 없습니다: \(file)", en: "The file cannot be read: \(file)"),
            status: 422,
            detail: why
        )
    }

    /// A row of text with more cells than the table has columns.
    static func longLine(_ file: String, line: Int, cells: Int, heads: Int) -> Problem {
        unreadable(
            file,
            LocalizedText(
                "\(line)번째 줄에 칸이 \(cells)개 있습니다. 머리글은 \(heads)개입니다. 그 줄을 고쳐 다시 올려 주세요.",
                en: "Line \(line) has \(cells) cells, the header \(heads). Correct that line and try again."
            )
        )
    }

    /// A workbook behind a password.
    static func locked(_ file: String) -> Problem {
        unreadable(
            file,
            LocalizedText(
                "암호가 걸린 파일입니다. 엑셀에서 암호를 풀어 저장한 뒤 올려 주세요.",
                en: "The file has a password. Remove it in Excel, save the file and upload it again."
            )
        )
    }

    package static func missingFile(_ path: String) -> Problem {
        Problem(
            "lake/no-such-file",
            LocalizedText("파일이 없습니다: \(path)", en: "There is no such file: \(path)"),
            status: 404,
            detail: LocalizedText("경로와 읽기 권한을 확인해 주세요.", en: "Check the path and whether it may be read.")
        )
    }

    package static func tooLarge(limit: Int) -> Problem {
        let megabytes = limit >> 20
        return Problem(
            "lake/too-large",
            LocalizedText("파일이 너무 큽니다.", en: "The file is too large."),
            status: 413,
            detail: LocalizedText(
                "한 파일은 \(megabytes)MB까지입니다. 나누어 올리거나 운영자에게 upload.limit을 늘려 달라고 요청하세요.",
                en: "A file may have \(megabytes) MB. Split it, or ask the operator to raise upload.limit."
            )
        )
    }

    /// The person's SQL was refused or failed.
    static func query(_ message: LocalizedText, at place: Problem.Place? = nil) -> Problem {
        Problem(
            "lake/query-refused",
            LocalizedText("질의를 실행할 수 없습니다.", en: "The query cannot be run."),
            status: 422,
            detail: message,
            fields: place.map {
                [
                    Problem.Field(
                        "sql",
                        LocalizedText(
                            "\($0.line)번째 줄 \($0.column)번째 글자를 확인해 주세요.",
                            en: "Look at line \($0.line), character \($0.column)."
                        ),
                        at: $0
                    )
                ]
            } ?? []
        )
    }

    static func deadline(_ seconds: Int) -> Problem {
        Problem(
            "lake/too-slow",
            LocalizedText(
                "질의가 제한 시간(\(seconds)초)을 넘어 멈추었습니다.",
                en: "The query ran past its \(seconds) seconds and was stopped."
            ),
            status: 422,
            detail: LocalizedText(
                "조건을 좁히거나 집계해서 다시 시도하세요.",
                en: "Narrow it down or aggregate, then try again."
            )
        )
    }

    static let memory = Problem(
        "lake/too-much-memory",
        LocalizedText("질의가 허용된 기억장치를 넘었습니다.", en: "The query needs more memory than is allowed."),
        status: 422,
        detail: LocalizedText("필요한 열만 고르고 조건을 좁히세요.", en: "Select fewer columns and fewer rows.")
    )

    /// A row filter that is not one boolean expression over the table's columns.
    static func filter(_ why: LocalizedText, at position: Int?) -> Problem {
        let place = position.map { LocalizedText("\($0 + 1)번째 글자: ", en: "At character \($0 + 1): ") }
        return Problem(
            "lake/bad-filter",
            LocalizedText("행 조건을 쓸 수 없습니다.", en: "The row filter cannot be used."),
            status: 422,
            detail: LocalizedText((place?.ko ?? "") + why.ko, en: (place?[.en] ?? "") + why[.en]),
            fields: [Problem.Field("where", why)]
        )
    }

    package static func terms(_ field: String, _ why: LocalizedText) -> Problem {
        Problem(
            "lake/bad-terms",
            LocalizedText("제공 조건을 확인해 주세요.", en: "Please check the terms."),
            status: 422,
            fields: [Problem.Field(field, why)]
        )
    }

    package static let shareLost = Problem(
        "lake/share-lost",
        LocalizedText("공유본이 온전하지 않습니다.", en: "The share is not whole."),
        status: 500,
        detail: LocalizedText("운영자에게 알려 주세요.", en: "Please tell the operator.")
    )
}
