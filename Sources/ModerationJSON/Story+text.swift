import JSONText
package import Moderation

/// A story as it is carried (`QueuedItem.carried`): the JSON object that the scripts of the other tier write and read
/// (`Lua/carried.lua`), so that an item can come back in either.
extension Story {
    /// What is empty is left out: Lua can't tell an empty list from an empty object.
    package var text: String {
        var json = JSONWriter()
        json.beginObject()
        if deliveries > 0 { json.field("deliveries", integer: deliveries) }
        if expiries > 0 { json.field("expiries", integer: expiries) }
        if !past.isEmpty {
            json.field("past")
            json.beginArray()
            for former in past { json.former(former) }
            json.endArray()
        }
        if !released.isEmpty { json.field("released", strings: released.map(\.description)) }
        if !replaced.isEmpty {
            json.field("replaced")
            json.beginArray()
            for former in replaced {
                json.beginObject()
                json.holder(former.moderator, former.generation)
                json.endObject()
            }
            json.endArray()
        }
        json.endObject()
        return json.text
    }

    /// - Throws: what in `text` is not as a claim store writes it.
    package init(text: String) throws(InvalidField) {
        self.init()
        let object = try Self.object(.object(raw: text), "carried")
        deliveries = Int(try Self.number(object, "deliveries") ?? 0)
        expiries = Int(try Self.number(object, "expiries") ?? 0)
        for value in try Self.list(object, "past") {
            let fields = try Self.object(value, "past")
            let claim = Claim(
                generation: try Self.generation(fields),
                moderator: try Self.moderator(fields["moderator"]),
                claimedAt: try Self.time(fields, "claimed_at"),
                expiresAt: try Self.time(fields, "expires_at")
            )
            guard case .string(let word) = fields["ended"], let end = End(rawValue: word) else {
                throw InvalidField("ended", "must be how a claim ends")
            }
            past.append(Former(claim: claim, end: end))
        }
        released = try Self.list(object, "released").map { value throws(InvalidField) in try Self.moderator(value) }
        for value in try Self.list(object, "replaced") {
            let fields = try Self.object(value, "replaced")
            replaced.append(
                Replaced(
                    moderator: try Self.moderator(fields["moderator"]),
                    generation: try Self.generation(fields)
                )
            )
        }
    }

    // MARK: - Reading

    private static func object(_ value: JSONValue, _ field: String) throws(InvalidField) -> JSONObjectText {
        guard case .object(let raw) = value, let object = try? JSONObjectText.parse(raw) else {
            throw InvalidField(field, "must be an object")
        }
        return object
    }

    /// An empty list may have become an empty object in Lua.
    private static func list(_ object: JSONObjectText, _ field: String) throws(InvalidField) -> [JSONValue] {
        switch object[field] {
        case nil: return []
        case .array(let raw):
            if let array = try? JSONArrayText.parse(raw) { return array.elements }
        case .object(let raw):
            if let object = try? JSONObjectText.parse(raw), object.members.isEmpty { return [] }
        default: break
        }
        throw InvalidField(field, "must be a list")
    }

    /// Lua has one kind of number, and may write a whole one as it writes others.
    private static func number(_ object: JSONObjectText, _ field: String) throws(InvalidField) -> Int64? {
        guard let value = object[field] else { return nil }
        if case .number(let raw) = value, let number = Int64(raw) ?? Double(raw).flatMap({ Int64(exactly: $0) }) {
            return number
        }
        throw InvalidField(field, "must be a whole number")
    }

    private static func time(_ object: JSONObjectText, _ field: String) throws(InvalidField) -> Timestamp {
        guard let number = try number(object, field) else { throw InvalidField(field, "must be there") }
        return Timestamp(milliseconds: number)
    }

    private static func generation(_ object: JSONObjectText) throws(InvalidField) -> Generation {
        guard case .string(let text) = object["generation"], let number = Int64(text) else {
            throw InvalidField("generation", "must be a whole number as text")
        }
        return Generation(number)
    }

    private static func moderator(_ value: JSONValue?) throws(InvalidField) -> ModeratorName {
        guard case .string(let name) = value else { throw InvalidField("moderator", "must be a name") }
        return ModeratorName(stored: name)
    }
}

extension JSONWriter {
    fileprivate mutating func former(_ former: Story.Former) {
        beginObject()
        holder(former.claim.moderator, former.claim.generation)
        field("claimed_at")
        int(former.claim.claimedAt.milliseconds)
        field("expires_at")
        int(former.claim.expiresAt.milliseconds)
        field("ended", string: former.end.rawValue)
        endObject()
    }

    /// Generations are texts: Lua writes 14 digits of a number only.
    fileprivate mutating func holder(_ moderator: ModeratorName, _ generation: Generation) {
        field("moderator", string: moderator.description)
        field("generation", string: "\(generation.number)")
    }
}
