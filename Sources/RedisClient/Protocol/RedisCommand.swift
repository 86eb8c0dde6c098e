/// What is sent: an enum rather than a closure, so that passing it on allocates nothing.
enum RedisCommand: Sendable {
    case strings([String])
    case words([RedisArgument])
    case script(RedisScript, keys: [String], arguments: [RedisArgument])

    func encode(into encoder: inout CommandEncoder) {
        switch self {
        case .strings(let words):
            encoder.begin(words.count)
            for word in words { encoder.append(word) }
        case .words(let words):
            encoder.begin(words.count)
            for word in words { encoder.append(word) }
        case .script(let script, let keys, let arguments):
            encoder.begin(3 + keys.count + arguments.count)
            encoder.append(encoded: script.preamble)
            encoder.append(Int64(keys.count))
            for key in keys { encoder.append(key) }
            for argument in arguments { encoder.append(argument) }
        }
    }

    /// Why this cannot be sent over a connection that pairs each command with one reply; nil if it can.
    ///
    /// hiredis answers these through its table of subscriptions, or many times.
    var refusal: String? {
        switch self {
        case .strings(let words): Self.refusal(words.first)
        case .words(let words):
            switch words.first {
            case .string(let name): Self.refusal(name)
            case .bytes(let name): Self.refusal(String(decoding: name, as: UTF8.self))
            case .integer: nil
            case nil: Self.refusal(nil)
            }
        case .script: nil
        }
    }

    private static let longestRefused = 12

    private static func refusal(_ name: String?) -> String? {
        guard let name, !name.isEmpty else { return "a command needs a name" }
        guard name.utf8.count <= longestRefused else { return nil }
        switch name.lowercased() {
        case "subscribe", "psubscribe", "ssubscribe", "unsubscribe", "punsubscribe", "sunsubscribe":
            return "\(name) needs a RedisSubscription"
        case "monitor", "hello", "reset", "quit":
            return "\(name) would change what replies mean on a connection that others share"
        default: return nil
        }
    }
}
