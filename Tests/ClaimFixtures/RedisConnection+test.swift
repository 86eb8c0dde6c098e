package import EventLoop
package import RedisClient

extension RedisConnection {
    /// A connection for a test, which closes it before the test ends.
    package static func forTest(_ url: String, on loop: EventLoop) throws -> RedisConnection {
        var options = RedisOptions()
        // The machine may be busy with other tests.
        options.commandTimeout = .seconds(20)
        options.connectTimeout = .seconds(20)
        return try RedisConnection(RedisURL(url), on: loop, options: options)
    }

    /// Field names and values of a hash.
    package func hash(_ key: String) async throws -> [String: String] {
        var pairs: [String: String] = [:]
        let flat = try await texts(["HGETALL", key])
        for index in stride(from: 0, to: flat.count - 1, by: 2) { pairs[flat[index]] = flat[index + 1] }
        return pairs
    }

    /// Members of a sorted set with their scores.
    package func scores(_ key: String) async throws -> [String: Double] {
        var scores: [String: Double] = [:]
        let flat = try await texts(["ZRANGE", key, "0", "-1", "WITHSCORES"])
        for index in stride(from: 0, to: flat.count - 1, by: 2) { scores[flat[index]] = Double(flat[index + 1]) }
        return scores
    }

    /// Entries of a stream by id, each as its fields; and their ids in order.
    package func entries(_ key: String) async throws -> (ids: [String], fields: [String: [String: String]]) {
        var ids: [String] = []
        var entries: [String: [String: String]] = [:]
        for entry in try await send(["XRANGE", key, "-", "+"]).array ?? [] {
            guard let parts = entry.array, let id = parts.first?.string, let flat = parts.last?.array else { continue }
            var fields: [String: String] = [:]
            for index in stride(from: 0, to: flat.count - 1, by: 2) {
                fields[flat[index].string ?? ""] = flat[index + 1].string
            }
            ids.append(id)
            entries[id] = fields
        }
        return (ids, entries)
    }

    /// The ids that are pending in the group `moderators`; none where there is no such group.
    package func pending(_ stream: String) async throws -> [String] {
        do {
            return try await send(["XPENDING", stream, "moderators", "-", "+", "100000"]).array?
                .compactMap { $0.array?.first?.string } ?? []
        } catch let error {
            guard case .reply(let reply) = error, reply.code == "NOGROUP" else { throw error }
            return []
        }
    }

    /// The texts of an array reply.
    package func texts(_ command: [String]) async throws -> [String] {
        try await send(command).array?.compactMap(\.string) ?? []
    }
}
