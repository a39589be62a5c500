import Kernel

// Stands in for what the room Directory will bring, spelled as its contract says; delete this file when it is there.

package enum Role: String, Sendable {
    case officer, deputy, steward, analyst, official, secretariat, auditor
}

package enum Institution {}

package enum Person {}

package struct Held: Hashable, Sendable {
    package let role: Role
    package let institution: Identifier<Institution>

    package init(role: Role, institution: Identifier<Institution>) {
        self.role = role
        self.institution = institution
    }
}

package struct Actor: Hashable, Sendable {
    package let person: Identifier<Person>
    package let email: String
    package let name: String
    package let institution: Identifier<Institution>
    package let appointments: Set<Held>

    package init(
        person: Identifier<Person>,
        email: String,
        name: String,
        institution: Identifier<Institution>,
        appointments: Set<Held>
    ) {
        self.person = person
        self.email = email
        self.name = name
        self.institution = institution
        self.appointments = appointments
    }

    package func holds(_ roles: Role...) -> Bool { appointments.contains { roles.contains($0.role) } }
}
