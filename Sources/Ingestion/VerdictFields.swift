import JSONText
import Moderation

/// The members of a verdict, sorted by name and not yet checked. A null counts as left out.
struct VerdictFields {
    private static let known = [
        "post_id", "verdict", "content", "priority", "queue", "ai", "content_version", "revision", "metadata",
    ]

    private var values: [String: JSONValue] = [:]

    init(_ object: JSONObjectText) throws(IngestProblem) {
        for member in object.members {
            guard let name = Self.known.first(where: { $0.utf8.elementsEqual(member.name.utf8) }) else {
                throw IngestProblem(
                    .unknownField,
                    field: Self.shown(member.name),
                    "\(Self.shown(member.name)): there is no such field; a verdict has "
                        + Self.known.joined(separator: ", ")
                )
            }
            if member.value != .null { values[name] = member.value }
        }
    }

    func record() throws(InvalidField) -> VerdictRecord {
        let post = try PostID(requiredString("post_id"))
        let verdict = try Verdict(field: requiredString("verdict"))
        let ai = try object("ai")
        return VerdictRecord(
            post: post,
            verdict: verdict,
            queue: try queue(),
            priority: try priority(),
            contentVersion: try contentVersion(),
            revision: try revision(),
            payload: Payload(
                content: try content(of: verdict),
                ai: ai ?? "{}",
                metadata: try object("metadata") ?? "{}"
            ),
            labels: ai.map(Self.labels) ?? []
        )
    }

    private func queue() throws(InvalidField) -> QueueName {
        guard let text = try string("queue") else { return .default }
        let queue = try QueueName(text)
        guard queue != .escalated else {
            throw InvalidField("queue", "escalated is filled by escalating items; name another queue")
        }
        return queue
    }

    private func priority() throws(InvalidField) -> Priority {
        guard let text = try string("priority") else { return .normal }
        return try Priority(field: text)
    }

    private func contentVersion() throws(InvalidField) -> String? {
        guard let text = try string("content_version") else { return nil }
        guard text.unicodeScalars.count <= IngestLimits.versionLength else {
            throw InvalidField("content_version", "must have at most \(IngestLimits.versionLength) characters")
        }
        return text
    }

    private func revision() throws(InvalidField) -> Int64? {
        guard let value = values["revision"] else { return nil }
        guard let number = value.wholeNumber, (0...VerdictRecord.mostRevision).contains(number) else {
            throw InvalidField("revision", "must be a whole number from 0 to \(VerdictRecord.mostRevision)")
        }
        return number
    }

    private func content(of verdict: Verdict) throws(InvalidField) -> String {
        if let content = try object("content") { return content }
        guard verdict != .manualReview else {
            throw InvalidField("content", "is required for manual_review: the object that moderators are shown")
        }
        return "{}"
    }

    private func requiredString(_ name: String) throws(InvalidField) -> String {
        guard let text = try string(name) else { throw InvalidField(name, "is required") }
        return text
    }

    private func string(_ name: String) throws(InvalidField) -> String? {
        switch values[name] {
        case nil: return nil
        case .string(let text): return text
        default: throw InvalidField(name, "must be a string")
        }
    }

    private func object(_ name: String) throws(InvalidField) -> String? {
        switch values[name] {
        case nil: return nil
        case .object(let raw): return raw
        default: throw InvalidField(name, "must be an object")
        }
    }

    /// The labels where `ai.labels` is a list of strings. They are an extra for queries: what doesn't fit is left out here
    /// and stays in the text.
    private static func labels(of ai: String) -> [String] {
        guard let object = try? JSONObjectText.parse(ai, maximumDepth: IngestLimits.depth),
            case .array(let raw) = object["labels"],
            let labels = try? JSONArrayText.parse(raw, maximumDepth: IngestLimits.depth).strings
        else { return [] }
        return Array(labels.lazy.filter { $0.utf8.count <= IngestLimits.labelBytes }.prefix(IngestLimits.labels))
    }

    /// A name that somebody made up, short enough for a message.
    private static func shown(_ name: String) -> String {
        let head = name.unicodeScalars.prefix(64).map { $0.properties.generalCategory == .control ? "\u{FFFD}" : $0 }
        var text = ""
        text.unicodeScalars.append(contentsOf: head)
        return text
    }
}
