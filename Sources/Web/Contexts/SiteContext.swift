import Directory
import Hummingbird
import Kernel

/// Every request, before it is known whether somebody is signed in.
package struct SiteContext: VisitContext {
    package var coreContext: CoreRequestContextStorage
    package var visit = Visit()

    package init(source: Source) {
        coreContext = CoreRequestContextStorage(source: source)
        visit.address = source.channel.remoteAddress?.ipAddress ?? "unknown"
    }

    package var actor: Actor? { visit.actor }
}
