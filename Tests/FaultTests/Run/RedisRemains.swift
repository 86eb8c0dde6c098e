import TestSupport

/// What Redis holds of a client beside results.
struct RedisRemains: Sendable {
    let client: String
    let shell: RedisShell

    func keys() async throws -> [String] {
        let pending = "moderation-pending-{\(client)}"
        var left: [String] = []
        for key in try await shell("KEYS", "*{\(client)}*").array.compactMap(\.string) {
            switch key {
            case "moderation-manual-results-{\(client)}", "moderation-client-{\(client)}":
                continue
            case "moderation-settled-{\(client)}":
                // A publisher that died has left it; the next publisher or decision removes it.
                if try await shell("HEXISTS", "moderation-client-{\(client)}", "publisher").int != 1 {
                    left.append(key)
                }
            case pending:
                if try await shell("XLEN", key).int != 0 { left.append("\(key): entries") }
                if try await shell("XPENDING", key, "moderators")[0].int != 0 { left.append("\(key): pending") }
            default: left.append(key)
            }
        }
        return left
    }
}
