import Foundation
import Hummingbird
import Kernel

/// The API's description, written by hand, a file or more for each room, put together at start.
package enum OpenAPI {
    /// The whole document.
    package static func document() throws -> Data {
        let folder = Bundle.module.bundleURL.appending(path: "OpenAPI")
        var document = try read(folder.appending(path: "maru.json"))
        var paths: [String: Any] = [:]
        var components = document["components"] as? [String: Any] ?? [:]
        var schemas = components["schemas"] as? [String: Any] ?? [:]
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        for file in files where file.pathExtension == "json" && file.lastPathComponent != "maru.json" {
            let part = try read(file)
            for (path, item) in part where path.hasPrefix("/") { paths[path] = item }
            // A room's own nouns may stand beside its paths.
            schemas.merge(part["schemas"] as? [String: Any] ?? [:]) { _, own in own }
        }
        components["schemas"] = schemas
        document["components"] = components
        document["paths"] = paths
        return try JSONSerialization.data(withJSONObject: document, options: [.sortedKeys, .withoutEscapingSlashes])
    }

    private static func read(_ file: URL) throws -> [String: Any] {
        try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any] ?? [:]
    }

    static func response() throws -> Response {
        Response(
            status: .ok,
            headers: [.contentType: "application/json; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: try document()))
        )
    }
}
