import Council
import Directory
import Foundation
import GRDB
import Hummingbird
import Kernel
import Web

/// `/join/{meeting}`: the way into a meeting from afar. Whoever follows it while the meeting is open is written down as
/// present, for the secretary to confirm; then it leads on to the video server.
package struct JoinPages: Sendable {
    private let meetings: Meetings
    private let video: VideoServer?
    private let clock: WallClock

    package init(meetings: Meetings, video: VideoServer?) {
        self.meetings = meetings
        self.video = video
        clock = meetings.clock
    }

    package func addRoutes(to router: some RouterMethods<SignedIn>) { router.get("join/:meeting", use: join) }

    @Sendable private func join(_ request: Request, context: SignedIn) async throws -> Response {
        let id: Meeting.ID = try context.requireParameter("meeting")
        let actor = context.actor
        let meeting = try await meetings.find(id)
        let day = clock.today
        let isHead = try await meetings.database.read { db in
            try Councils.isHead(actor, of: Councils.find(meeting.council.rawValue, db), on: day, db)
        }
        guard meeting.isOnline, meeting.link != nil || video != nil else {
            // Whether it is held by video is no secret; who may come in is checked all the same.
            throw ProtocolsProblem.noVideo
        }
        // A browser that only looks ahead has not come.
        let isGuess = request.headers[text: "Sec-Purpose"]?.contains("prefetch") == true
        if !isGuess {
            do {
                _ = try await meetings.comeIn(id, by: actor)
            } catch let error as any PublicError where isHead && error.problem.status != 503 {
                // The secretariat opens the room before anybody is there, and needs no seat for it.
            }
        }
        let address =
            if let link = meeting.link { link } else if let video {
                try await video.address(of: meeting.room, for: actor, isModerator: isHead, at: clock.now)
            } else { throw ProtocolsProblem.noVideo }
        var response = Response.redirect(to: address, type: .normal)
        response.headers[.cacheControl] = "no-store"
        response.headers[text: "Referrer-Policy"] = "no-referrer"
        return response
    }
}
