import Foundation
import Kernel
import Testing

@testable import Lake

extension Workshop {
    /// Reads a workbook that a few lines of Python make with openpyxl.
    ///
    /// The lines find `book`, its first `sheet`, `dt` for dates, and `rewrite`, `extra`, `patch`, `ole`, `raw`, `half`
    /// for what openpyxl would not write.
    func book(_ lines: String, as name: String = "시험.xlsx") async throws -> (LakeTable, URL, [LocalizedText]) {
        let (reading, made) = try await read(Data(contentsOf: bookFile(lines)), as: name)
        return (try #require(reading.table), made, reading.warnings)
    }

    /// The workbook itself.
    func bookFile(_ lines: String) async throws -> URL {
        let file = home.appending(path: "made.xlsx")
        let script = home.appending(path: "make.py")
        try Data((Self.before + lines + Self.after).utf8).write(to: script)
        let python = try engine.duckdb.path.replacing(/lib\/[^\/]*\/site-packages\/.*/, with: "bin/python")
        let process = Process()
        process.executableURL = URL(filePath: python)
        process.arguments = [script.path, file.path]
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            process.terminationHandler = { _ in continuation.resume() }
            do { try process.run() } catch { continuation.resume(throwing: error) }
        }
        try #require(process.terminationStatus == 0)
        return file
    }

    private static let before = """
        import datetime as dt, io, sys, zipfile, openpyxl
        book = openpyxl.Workbook()
        sheet = book.active
        changes, extra, patch, whole = {}, {}, [], []
        def rewrite(name, change): changes[name] = change
        def raw(data): whole.append(data)
        def half(): whole.append(None)
        def ole(stream):
            head = bytearray(512)
            head[:8] = b"\\xd0\\xcf\\x11\\xe0\\xa1\\xb1\\x1a\\xe1"
            head[30], head[48] = 9, 1
            entry = lambda n: n.encode("utf-16-le").ljust(128, b"\\0")
            raw(bytes(head) + bytes(512) + entry("Root Entry") + entry(stream) + bytes(2048))

        """

    private static let after = """

        made = io.BytesIO()
        book.save(made)
        out = io.BytesIO()
        with zipfile.ZipFile(made) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
            for name in source.namelist():
                text = source.read(name).decode()
                target.writestr(name, changes[name](text) if name in changes else text)
            for name, text in extra.items(): target.writestr(name, text)
        data = bytearray(out.getvalue())
        for name, size in patch:
            at = data.rfind(name.encode()) - 46
            data[at + 24:at + 28] = size.to_bytes(4, "little")
        if whole: data = whole[0] if whole[0] is not None else data[:len(data) // 2]
        open(sys.argv[1], "wb").write(data)
        """
}
