import Catalog
import Directory
import GRDB
import Kernel

/// What stands around requests and grants in a list, each fetched once however many share it.
struct Neighbours {
    private let today: Day
    private var datasets: [Dataset.ID: Dataset] = [:]
    private var institutions: [Institution.ID: Institution] = [:]
    private var successors: [Institution.ID: Institution.ID] = [:]
    private var people: [Person.ID: Person?] = [:]

    init(on today: Day) { self.today = today }

    mutating func dataset(_ id: Dataset.ID, _ db: Database) throws -> Dataset {
        if let known = datasets[id] { return known }
        let found = try Datasets.find(id, db)
        datasets[id] = found
        return found
    }

    mutating func institution(_ id: Institution.ID, _ db: Database) throws -> Institution {
        if let known = institutions[id] { return known }
        let found = try Institutions.find(id.rawValue, db)
        institutions[id] = found
        return found
    }

    /// Who answers for `id` today; nil where that is itself.
    mutating func successor(of id: Institution.ID, _ db: Database) throws -> Institution? {
        let holder = try successors[id] ?? Institutions.holder(of: id, on: today, db)
        successors[id] = holder
        return holder == id ? nil : try institution(holder, db)
    }

    mutating func person(_ id: Person.ID, _ db: Database) throws -> Person? {
        if let known = people[id] { return known }
        let found = try Person.fetchOne(db, key: id)
        people[id] = .some(found)
        return found
    }
}
