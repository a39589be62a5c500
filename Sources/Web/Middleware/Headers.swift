import HTTPTypes
import Hummingbird

extension HTTPFields {
    /// A header that has no name of its own in HTTPTypes.
    package subscript(text name: String) -> String? {
        get { HTTPField.Name(name).flatMap { self[$0] } }
        set {
            guard let name = HTTPField.Name(name) else { return }
            self[name] = newValue
        }
    }
}

extension Response {
    /// Sets the header `name` unless a handler set it.
    mutating func set(_ name: String, _ value: String) {
        if headers[text: name] == nil { headers[text: name] = value }
    }
}
