import Foundation

/// Where the browser libraries lie that are not ours: CodeMirror from Debian's package, put there by
/// `script/bootstrap`. Pages do without what is not found.
enum VendorFolder {
    /// The folder of the setting, else `.tools/codemirror` of the working folder or of one above the executable.
    static func find(_ setting: String?) -> URL? {
        let found = candidates(setting).first {
            (try? $0.resourceValues(forKeys: [.isDirectoryKey]).isDirectory) == true
        }
        return found
    }

    private static func candidates(_ setting: String?) -> [URL] {
        if let setting { return [URL(filePath: setting)] }
        var roots = [URL(filePath: FileManager.default.currentDirectoryPath)]
        if let program = Bundle.main.executableURL?.resolvingSymlinksInPath() {
            var folder = program.deletingLastPathComponent()
            for _ in 0..<5 {
                roots.append(folder)
                folder = folder.deletingLastPathComponent()
            }
        }
        return roots.map { $0.appending(path: ".tools/codemirror") }
    }
}
