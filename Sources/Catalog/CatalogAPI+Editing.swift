import Directory
import Foundation
import Hummingbird
import Kernel
import Lake
import Web

extension CatalogAPI {
    /// A merge patch (RFC 7396): what is not there stays, null takes away.
    private struct EditBody: Decodable {
        let edit: Datasets.Edit

        private enum CodingKeys: String, CodingKey {
            case title, titleEn, description, descriptionEn, sector, keywords, tables
        }

        init(from decoder: any Decoder) throws {
            let members = try decoder.container(keyedBy: CodingKeys.self)
            edit = Datasets.Edit(
                title: try members.edited(.title),
                titleEn: try members.edited(.titleEn),
                description: try members.edited(.description),
                descriptionEn: try members.edited(.descriptionEn),
                sector: try members.edited(.sector),
                keywords: members.contains(.keywords)
                    ? try members.decodeIfPresent([String].self, forKey: .keywords) ?? [] : nil,
                tables: try members.decodeIfPresent([TableBody].self, forKey: .tables)?.map(\.edit) ?? []
            )
        }
    }

    private struct TableBody: Decodable {
        let edit: Datasets.TableEdit

        private enum CodingKeys: String, CodingKey {
            case name, title, titleEn, description, descriptionEn, columns
        }

        init(from decoder: any Decoder) throws {
            let members = try decoder.container(keyedBy: CodingKeys.self)
            edit = Datasets.TableEdit(
                try members.decode(String.self, forKey: .name),
                Wording(
                    title: try members.edited(.title),
                    titleEn: try members.edited(.titleEn),
                    description: try members.edited(.description),
                    descriptionEn: try members.edited(.descriptionEn)
                ),
                columns: try members.decodeIfPresent([ColumnBody].self, forKey: .columns)?.map(\.edit) ?? []
            )
        }
    }

    private struct ColumnBody: Decodable {
        let edit: Datasets.ColumnEdit

        private enum CodingKeys: String, CodingKey {
            case name, title, titleEn, description, descriptionEn, unit
        }

        init(from decoder: any Decoder) throws {
            let members = try decoder.container(keyedBy: CodingKeys.self)
            edit = Datasets.ColumnEdit(
                try members.decode(String.self, forKey: .name),
                Wording(
                    title: try members.edited(.title),
                    titleEn: try members.edited(.titleEn),
                    description: try members.edited(.description),
                    descriptionEn: try members.edited(.descriptionEn)
                ),
                unit: try members.edited(.unit)
            )
        }
    }

    @Sendable func describe(_ request: Request, context: SignedIn) async throws -> DatasetResource {
        let id: Dataset.ID = try context.requireParameter("id")
        let body = try await request.decode(as: EditBody.self, context: context)
        try await datasets.describe(id, body.edit, by: context.actor)
        return DatasetResource(try await datasets.detail(id))
    }

    private struct AccessBody: Decodable {
        let access: Dataset.Access
        let ground: String?
        let citation: String?
        let reason: String?
    }

    @Sendable func changeAccess(_ request: Request, context: SignedIn) async throws -> DatasetResource {
        let id: Dataset.ID = try context.requireParameter("id")
        let body = try await request.decode(as: AccessBody.self, context: context)
        _ = try await datasets.changeAccess(
            id,
            to: body.access,
            ground: body.ground,
            citation: body.citation,
            reason: body.reason,
            by: context.actor
        )
        return DatasetResource(try await datasets.detail(id))
    }

    @Sendable func publish(_ request: Request, context: SignedIn) async throws -> DatasetResource {
        let id: Dataset.ID = try context.requireParameter("id")
        _ = try await datasets.publish(id, by: context.actor)
        return DatasetResource(try await datasets.detail(id))
    }

    @Sendable func discard(_ request: Request, context: SignedIn) async throws -> HTTPResponse.Status {
        try await datasets.discard(context.requireParameter("id"), by: context.actor)
        return .noContent
    }

    private struct TypesBody: Decodable {
        let table: String
        let columns: [String: ChosenType]
    }

    @Sendable func retype(_ request: Request, context: SignedIn) async throws -> EditedResponse<Accepted> {
        let body = try await request.decode(as: TypesBody.self, context: context)
        let registration = try await datasets.retype(
            context.requireParameter("id"),
            table: body.table,
            body.columns,
            by: context.actor
        )
        return EditedResponse(status: .accepted, response: Accepted(registration))
    }

    private struct LayoutBody: Decodable {
        let table: String
        let encoding: TextEncoding?
        let delimiter: Delimiter?
        let headerRow: Int?
        let sheet: String?
    }

    @Sendable func reread(_ request: Request, context: SignedIn) async throws -> EditedResponse<Accepted> {
        let body = try await request.decode(as: LayoutBody.self, context: context)
        let layout = ChosenLayout(
            encoding: body.encoding,
            delimiter: body.delimiter,
            headerRow: body.headerRow,
            sheet: body.sheet
        )
        let registration = try await datasets.reread(
            context.requireParameter("id"),
            [body.table: layout],
            by: context.actor
        )
        return EditedResponse(status: .accepted, response: Accepted(registration))
    }
}

extension KeyedDecodingContainer {
    /// What a text shall become: nil to leave it, empty to take it away.
    fileprivate func edited(_ key: Key) throws -> String? {
        guard contains(key) else { return nil }
        return try decodeIfPresent(String.self, forKey: key) ?? ""
    }
}
