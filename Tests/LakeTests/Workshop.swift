import Foundation
import Kernel
import Testing

@testable import Lake

/// A lake in a folder of its own, with the real engine.
struct Workshop {
    let home: URL
    let folder: LakeFolder
    let engine: Engine
    let intake: Intake

    init() throws {
        home = FileManager.default.temporaryDirectory.appending(path: "maru-lake-\(UUID().uuidString)")
        folder = try LakeFolder(home: home)
        engine = Engine(setting: nil, excel: nil, environment: ProcessInfo.processInfo.environment)
        intake = Intake(engine: engine, memory: 512)
    }

    func file(_ name: String, _ content: Data) throws -> URL {
        let file = home.appending(path: name)
        try content.write(to: file)
        return file
    }

    func read(_ content: Data, as name: String = "upload.csv") async throws -> (Intake.Reading, URL) {
        let source = try file(name, content)
        let staged = try folder.stage(UUID().uuidString)
        let reading = try await intake.read(source, named: name, as: "t", into: staged)
        return (reading, staged.appending(path: LakeTable.file))
    }

    func read(_ text: String, as name: String = "upload.csv") async throws -> (LakeTable, URL, [LocalizedText]) {
        let (reading, file) = try await read(Data(text.utf8), as: name)
        return (try #require(reading.table), file, reading.warnings)
    }

    /// Every row of a Parquet file as JSON arrays.
    func rows(_ file: URL) async throws -> [String] {
        try await engine.run(
            "SELECT 'r', json_array(*COLUMNS(*)) FROM read_parquet(\(SQLText.path(file)));",
            limits: Engine.Limits(deadline: 30)
        ).all("r")
    }

    func end() { try? FileManager.default.removeItem(at: home) }
}

/// The problem that `work` ends with.
func problem(_ work: () async throws -> Void) async -> Problem? {
    do {
        try await work()
        return nil
    } catch {
        return (error as? any PublicError)?.problem
    }
}
