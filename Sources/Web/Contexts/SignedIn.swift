import Directory
import Hummingbird
import Kernel

/// A request known to come from a signed-in person.
///
/// Handlers that take this context cannot forget the sign-in check: without a person the value cannot be made, and
/// the request ends as a 401 problem, or on the sign-in page in a browser.
package struct SignedIn: VisitContext, ChildRequestContext {
    package var coreContext: CoreRequestContextStorage
    package let visit: Visit
    package let actor: Actor

    package init(context: SiteContext) throws {
        guard let actor = context.visit.actor else { throw SignInRequired() }
        self.coreContext = context.coreContext
        self.visit = context.visit
        self.actor = actor
    }
}

/// A request known to come from a data officer or a deputy of ``institution``.
package struct OfficerContext: VisitContext, ChildRequestContext {
    package var coreContext: CoreRequestContextStorage
    package let visit: Visit
    package let actor: Actor
    /// The institution the officer belongs to.
    package let institution: Identifier<Institution>

    package init(context: SiteContext) throws {
        guard let actor = context.visit.actor else { throw SignInRequired() }
        guard actor.holds(.officer, .deputy) else { throw OfficersOnly() }
        self.coreContext = context.coreContext
        self.visit = context.visit
        self.actor = actor
        self.institution = actor.institution
    }
}

/// Nobody is signed in, and somebody must be.
package struct SignInRequired: PublicError {
    package init() {}

    package var problem: Problem {
        Problem(
            "web/sign-in-required",
            LocalizedText("로그인이 필요합니다.", en: "Please sign in."),
            status: 401,
            detail: LocalizedText(
                "누리집에서는 로그인한 뒤, 프로그램에서는 Authorization: Bearer 머리글에 토큰을 넣어 다시 요청하세요.",
                en: "Sign in on the site; a program sends its token in the header Authorization: Bearer."
            )
        )
    }
}

/// The page is for data officers and their deputies.
package struct OfficersOnly: PublicError {
    package init() {}

    package var problem: Problem {
        Problem(
            "web/officers-only",
            LocalizedText("책임관과 부책임관만 할 수 있습니다.", en: "Only data officers and their deputies may do this."),
            status: 403,
            detail: LocalizedText(
                "소속 기관의 책임관에게 처리를 요청하거나, 보임 기간이 끝났는지 확인하세요.",
                en: "Ask your institution's officer, or check whether your appointment has ended."
            )
        )
    }
}
