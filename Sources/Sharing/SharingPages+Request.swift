import Catalog
import Directory
import Foundation
import Hummingbird
import Kernel
import Statute
import Web

// What is done on a request's page.
extension SharingPages {
    @Sendable func show(_ request: Request, context: SignedIn) async throws -> Response {
        try await page(context.requireParameter("id"), problem: nil, typed: request.query, in: context)
    }

    func page(_ id: SharingRequest.ID, problem: Problem?, typed: FormValues, in context: SignedIn) async throws
        -> Response
    {
        let detail = try await requests.detail(id, by: context.actor)
        let decides =
            detail.request.isOpen
            && SharingMove.decide.isAllowed(for: context.actor, at: detail.request.provider)
        try await requests.markSeen(detail.request, by: context.actor)
        let page = RequestPage(
            detail,
            holders: decides ? try await requests.likelyHolders(id, by: context.actor) : [],
            offer: try await requests.offer(of: detail, to: context.actor),
            problem: problem,
            typed: typed,
            today: clock.today,
            for: context.actor,
            pages,
            in: context.language
        )
        return try pages.render(page, in: context, status: problem.map { .init(code: $0.status) } ?? .ok)
    }

    /// Does `move` and shows the request again; a form that is wrong comes back with what was typed.
    private func moved(
        _ request: Request,
        _ context: SignedIn,
        saying words: String,
        _ move: (SharingRequest.ID, FormValues) async throws -> Void
    ) async throws -> Response {
        let id: SharingRequest.ID = try context.requireParameter("id")
        return try await request.moved(to: "/requests/\(id)", saying: Flash(.success, word(words, context))) { form in
            try await move(id, form)
        } again: { form, problem in
            try await page(id, problem: problem, typed: form, in: context)
        }
    }

    @Sendable func ask(_ request: Request, context: SignedIn) async throws -> Response {
        try await moved(request, context, saying: "sharingAskedNow") { id, form in
            _ = try await requests.ask(id, form["text"] ?? "", by: context.actor)
        }
    }

    @Sendable func answer(_ request: Request, context: SignedIn) async throws -> Response {
        try await moved(request, context, saying: "sharingAnsweredNow") { id, form in
            _ = try await requests.answer(id, form["text"] ?? "", by: context.actor)
        }
    }

    @Sendable func extend(_ request: Request, context: SignedIn) async throws -> Response {
        try await moved(request, context, saying: "sharingExtendedNow") { id, form in
            let days = form["days"].flatMap { Int($0) } ?? 0
            _ = try await requests.extend(id, days: days, reason: form["reason"] ?? "", by: context.actor)
        }
    }

    @Sendable func withdraw(_ request: Request, context: SignedIn) async throws -> Response {
        try await moved(request, context, saying: "sharingWithdrawnNow") { id, form in
            _ = try await requests.withdraw(id, reason: form["reason"] ?? "", by: context.actor)
        }
    }

    @Sendable func transfer(_ request: Request, context: SignedIn) async throws -> Response {
        try await moved(request, context, saying: "sharingTransferredNow") { id, form in
            _ = try await requests.transfer(id, to: form["to"] ?? "", reason: form["reason"] ?? "", by: context.actor)
        }
    }
}
