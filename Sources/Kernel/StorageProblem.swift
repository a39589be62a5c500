import Foundation
import GRDB

extension Problem {
    /// What may be said of a disk or a store that refuses for now; nil where `error` is something else.
    ///
    /// SQLite rolls a refused write back whole, so the person is told that nothing was lost and what would help.
    package init?(storage error: any Error) {
        switch error {
        case let error as DatabaseError:
            switch error.resultCode {
            case .SQLITE_FULL: self = .diskFull
            // The index of the log beside the store could not be given its size.
            case .SQLITE_IOERR where error.extendedResultCode == .SQLITE_IOERR_SHMSIZE: self = .diskFull
            case .SQLITE_BUSY, .SQLITE_LOCKED: self = .storeBusy
            case .SQLITE_IOERR, .SQLITE_READONLY, .SQLITE_CANTOPEN: self = .storeRefuses
            default: return nil
            }
        case let error as CocoaError where error.code == .fileWriteOutOfSpace: self = .diskFull
        case let error as POSIXError where error.code == .ENOSPC || error.code == .EDQUOT: self = .diskFull
        default: return nil
        }
    }

    /// Whether the same thing may succeed later without being changed: the machine was at fault, not what was asked.
    package var isTemporary: Bool { status == 503 }

    package static let diskFull = Problem(
        "kernel/disk-full",
        LocalizedText("저장 공간이 가득 찼습니다.", en: "The disk is full."),
        status: 503,
        detail: LocalizedText(
            "이번 요청은 저장되지 않았고, 이미 저장된 내용은 그대로입니다. 운영자에게 공간을 확보해 달라고 한 뒤 다시 시도해 주세요.",
            en:
                "This was not stored; what was stored before is untouched. Ask the operator to free space, then try again."
        )
    )

    private static let storeBusy = Problem(
        "kernel/busy",
        LocalizedText("다른 작업이 저장소를 쓰고 있습니다.", en: "Other work keeps the store busy."),
        status: 503,
        detail: LocalizedText(
            "이번 요청은 저장되지 않았습니다. 잠시 뒤 다시 시도해 주세요.",
            en: "This was not stored. Try again in a moment."
        )
    )

    private static let storeRefuses = Problem(
        "kernel/store-refuses",
        LocalizedText("저장소를 읽거나 쓸 수 없습니다.", en: "The store cannot be read or written."),
        status: 503,
        detail: LocalizedText(
            "이번 요청은 저장되지 않았습니다. 운영자에게 디스크의 남은 공간과 상태, 폴더의 쓰기 권한을 확인해 달라고 해 주세요.",
            en:
                "This was not stored. Ask the operator to check the disk, its free space, and who may write in the folder."
        )
    )
}
