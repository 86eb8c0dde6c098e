extension RedisConnection {
    /// Runs a script by its digest; if Redis does not know it (any more), sends its text instead, all within `timeout`.
    ///
    /// That retry is safe: `NOSCRIPT` is the reply to a script of which nothing ran.
    package func evaluate(
        _ script: RedisScript,
        keys: [String],
        arguments: [RedisArgument],
        timeout: Duration? = nil
    ) async throws(RedisError) -> RedisValue {
        try await evaluate(script, keys: keys, arguments: arguments, within: limit(timeout), on: nil)
    }

    /// The same with arguments that are made for the Redis that runs them, by its identity: no other one, that took its place
    /// in the meantime, gets to see them.
    ///
    /// The identity is of one process: after a restart, and where another server answers at the address, it differs. Empty
    /// where Redis tells none, and where the connection's options don't say `learnsIdentity`.
    /// - Throws: `replaced` if it changes again and again.
    package func evaluate(
        _ script: RedisScript,
        keys: [String],
        timeout: Duration? = nil,
        argumentsFor arguments: (_ identity: String) -> [RedisArgument]
    ) async throws(RedisError) -> RedisValue {
        let limit = limit(timeout)
        guard learnsIdentity else {
            return try await evaluate(script, keys: keys, arguments: arguments(""), within: limit, on: nil)
        }
        for _ in 0..<Self.replacementsBorne {
            if let known = identity.value {
                do throws(RedisError) {
                    return try await evaluate(
                        script,
                        keys: keys,
                        arguments: arguments(known.text),
                        within: limit,
                        on: known.number
                    )
                } catch {
                    guard case .replaced = error else { throw error }
                }
            }
            // Nothing but a way to wait for the connection, or to be told at once that there is none now.
            _ = try await run(.strings(["PING"]), within: limit)
        }
        throw .replaced(address: url.address)
    }

    private static let replacementsBorne = 3

    private func evaluate(
        _ script: RedisScript,
        keys: [String],
        arguments: [RedisArgument],
        within limit: TimeLimit,
        on number: Int?
    ) async throws(RedisError) -> RedisValue {
        let command = RedisCommand.script(script, keys: keys, arguments: arguments)
        do throws(RedisError) {
            return try await run(command, within: limit, on: number)
        } catch {
            guard case .reply(let refusal) = error, refusal.code == "NOSCRIPT" else { throw error }
        }
        // By its text, which makes it known as well: after a load of its own it could be forgotten once more.
        let words: [RedisArgument] = ["EVAL", .string(script.source), .integer(Int64(keys.count))]
        return try await run(.words(words + keys.map { .string($0) } + arguments), within: limit, on: number)
    }

    /// Asks which Redis this connection leads to; part of its preparation.
    func learnIdentity() async throws(RedisError) {
        let number = connectionNumber
        let text = try await run(.strings(["INFO", "server"]), within: limit(nil)).string ?? ""
        let line = text.split(whereSeparator: \.isNewline).first { $0.hasPrefix("run_id:") }
        identity.value = (number, line.map { String($0.dropFirst("run_id:".count)) } ?? "")
    }

    /// Loads scripts, all in one go.
    func load(_ scripts: [RedisScript]) async throws(RedisError) {
        let loads = scripts.map { RedisCommand.strings(["SCRIPT", "LOAD", $0.source]) }
        let replies = try await runAll(loads, within: limit(nil))
        if let error = replies.lazy.compactMap(\.error).first { throw .reply(error) }
    }
}
