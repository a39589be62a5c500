import Hummingbird
import Kernel

extension Problem {
    /// Whether it is shown on the form's own page, with what was typed: it is wrong (422), or things stand otherwise
    /// by now (409). Everything else has a page of its own.
    package var belongsOnForm: Bool { status == 409 || status == 422 }
}

extension Request {
    /// Does what a form asks for and leads on to `path`; what is refused comes back with what was typed.
    ///
    /// - Parameter again: Draws the form's page once more.
    package func moved(
        to path: String,
        saying flash: Flash,
        _ move: (FormValues) async throws -> Void,
        again: (FormValues, Problem) async throws -> Response
    ) async throws -> Response {
        let form = try await form()
        do {
            try await move(form)
            return .redirect(to: path, saying: flash)
        } catch let error as any PublicError where error.problem.belongsOnForm {
            return try await again(form, error.problem)
        }
    }
}
