import Directory
import Foundation
import Hummingbird
import Kernel
import Web

// The JSON under `/api/v1/people` and `/api/v1/appointments`.
extension DirectoryAPI {
    struct PersonResource: ResponseCodable {
        let email: String
        let name: String
        let roles: [String]

        init(_ actor: Actor) {
            email = actor.email
            name = actor.name
            roles = Set(actor.held.map(\.role.rawValue)).sorted()
        }
    }

    private struct PersonBody: Decodable {
        let email: String
        let name: String
        let institution: String
    }

    @Sendable func listPeople(_ request: Request, context: SignedIn) async throws -> [PersonResource] {
        let institution = request.query["institution"] ?? context.actor.institution.rawValue
        return try await people.list(institution: institution).map(PersonResource.init)
    }

    @Sendable func addPerson(_ request: Request, context: SignedIn) async throws -> EditedResponse<PersonResource> {
        let body = try await request.decode(as: PersonBody.self, context: context)
        let person = try await people.add(
            email: body.email,
            name: body.name,
            institution: body.institution,
            by: context.actor
        )
        return EditedResponse(status: .created, response: try await resource(of: person.email))
    }

    private func resource(of email: String) async throws -> PersonResource {
        PersonResource(try await people.actor(email: email))
    }

    private struct PasswordBody: Decodable {
        let password: String
        /// One's present password; needed to change one's own.
        let present: String?
    }

    @Sendable func setPassword(_ request: Request, context: SignedIn) async throws -> HTTPResponse.Status {
        let email: String = try context.requireParameter("email")
        let body = try await request.decode(as: PasswordBody.self, context: context)
        if email.lowercased() == context.actor.email {
            try await signIns.changePassword(
                from: body.present ?? "",
                to: body.password,
                address: context.visit.address,
                by: context.actor
            )
        } else {
            try await signIns.setPassword(body.password, of: email, by: context.actor)
        }
        return .noContent
    }

    private struct MoveBody: Decodable {
        let institution: String
    }

    @Sendable func movePerson(_ request: Request, context: SignedIn) async throws -> PersonResource {
        let body = try await request.decode(as: MoveBody.self, context: context)
        let person = try await people.move(
            context.requireParameter("email"),
            to: body.institution,
            by: context.actor
        )
        return try await resource(of: person.email)
    }

    @Sendable func retirePerson(_ request: Request, context: SignedIn) async throws -> HTTPResponse.Status {
        try await people.retire(context.requireParameter("email"), by: context.actor)
        return .noContent
    }

    // MARK: - Appointments

    /// An appointment in somebody's history.
    struct TermResource: ResponseCodable {
        let id: String
        let institution: String
        let role: String
        let rank: String?
        let since: Day
        let until: Day?
    }

    @Sendable func listAppointments(_ request: Request, context: SignedIn) async throws -> [TermResource] {
        let found = try await people.appointments(of: context.requireParameter("email", as: String.self))
        var terms: [TermResource] = []
        for appointment in found { terms.append(try await term(appointment)) }
        return terms
    }

    private func term(_ appointment: Appointment) async throws -> TermResource {
        TermResource(
            id: appointment.id.rawValue,
            institution: try await institutions.find(appointment.institution.rawValue).code,
            role: appointment.role.rawValue,
            rank: appointment.rank,
            since: appointment.since,
            until: appointment.until
        )
    }

    private struct AppointmentBody: Decodable {
        let email: String
        let institution: String
        let role: Role
        let rank: String?
        let from: Day?
        let until: Day?
    }

    struct AppointmentResource: ResponseCodable {
        let id: String
        let role: String
        let since: Day
        let until: Day?
        let warnings: [LocalizedText]
    }

    @Sendable func appoint(_ request: Request, context: SignedIn) async throws -> EditedResponse<AppointmentResource> {
        let body = try await request.decode(as: AppointmentBody.self, context: context)
        let made = try await people.appoint(
            email: body.email,
            to: body.role,
            at: body.institution,
            rank: body.rank,
            since: body.from,
            until: body.until,
            by: context.actor
        )
        let resource = AppointmentResource(
            id: made.appointment.id.rawValue,
            role: body.role.rawValue,
            since: made.appointment.since,
            until: made.appointment.until,
            warnings: made.warnings
        )
        return EditedResponse(status: .created, response: resource)
    }

    private struct EndBody: Decodable {
        let until: Day?
        let reason: String
    }

    @Sendable func endAppointment(_ request: Request, context: SignedIn) async throws -> TermResource {
        let body = try await request.decode(as: EndBody.self, context: context)
        let ended = try await people.end(
            context.requireParameter("id"),
            until: body.until,
            reason: body.reason,
            by: context.actor
        )
        return try await term(ended)
    }
}
