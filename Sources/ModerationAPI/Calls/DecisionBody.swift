import HTTPServer
import Ingestion
import JSONText
import Moderation

/// What a moderator may say along with a decision, or when keeping or parting with an item. All of it is optional, the body included; a null counts as left out.
struct DecisionBody: Equatable, Sendable {
    /// What a call that does not decide takes.
    static let claimFields = ["claim_id", "reason"]
    private static let allFields = claimFields + ["policies", "note"]
    private static let claimIDLength = 64
    private static let reasonLength = 500
    private static let noteLength = 4_000
    private static let policies = 20
    private static let policyLength = 200

    let claimID: String?
    let details: DecisionDetails

    /// - Parameter known: The fields that the call takes.
    init(_ request: HTTPRequest, taking known: [String] = Self.allFields) throws(APIProblem) {
        guard !request.body.isEmpty else {
            claimID = nil
            details = DecisionDetails()
            return
        }
        guard case .json = MediaType(of: request) else {
            throw APIProblem(.unsupportedMediaType, "send the body as application/json, uncompressed, or none")
        }
        let object = try JSONObjectText.body(request.body)
        for member in object.members where !known.contains(where: { $0.utf8.elementsEqual(member.name.utf8) }) {
            let shown = String(String.UnicodeScalarView(member.name.unicodeScalars.prefix(64)))
            throw APIProblem(
                .unknownField,
                "\(shown): there is no such field; this call takes " + known.joined(separator: ", "),
                .field(shown)
            )
        }
        claimID = try Self.string("claim_id", of: object, upTo: Self.claimIDLength)
        details = DecisionDetails(
            reason: try Self.string("reason", of: object, upTo: Self.reasonLength),
            policies: try Self.policies(of: object),
            note: try Self.string("note", of: object, upTo: Self.noteLength)
        )
    }

    private static func string(
        _ name: String,
        of object: JSONObjectText,
        upTo most: Int
    ) throws(APIProblem) -> String? {
        switch object[name] {
        case nil, .null: return nil
        case .string(let text):
            guard text.unicodeScalars.count <= most else {
                throw .invalidField(name, "must have at most \(most) characters")
            }
            return text
        default: throw .invalidField(name, "must be a string")
        }
    }

    private static func policies(of object: JSONObjectText) throws(APIProblem) -> [String] {
        switch object["policies"] {
        case nil, .null: return []
        case .array(let raw):
            guard let names = try? JSONArrayText.parse(raw).strings, names.count <= policies,
                names.allSatisfy({ $0.unicodeScalars.count <= policyLength })
            else { break }
            return names
        default: break
        }
        throw .invalidField(
            "policies",
            "must be a list of at most \(policies) strings, each of at most \(policyLength) characters"
        )
    }
}

extension JSONObjectText {
    /// A whole body that must be one object.
    fileprivate static func body(_ bytes: [UInt8]) throws(APIProblem) -> JSONObjectText {
        guard bytes.count <= IngestLimits.verdictBytes else {
            throw APIProblem(.tooLarge, "a body may hold \(IngestLimits.verdictBytes) bytes")
        }
        do {
            return try parse(bytes, maximumDepth: IngestLimits.depth)
        } catch {
            throw APIProblem(.invalidJSON, "the body is no valid JSON object: \(error)")
        }
    }
}
