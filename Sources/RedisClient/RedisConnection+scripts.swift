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
    /// The identity is of one process and one history of its data (`ReplicationState`). Empty where Redis tells none, and where
    /// the connection's options don't say `learnsIdentity`.
    ///
    /// What a Redis refuses that this connection is left for is asked once more, over the next one: nothing of it ran.
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
                    guard error.isOfConnectionLeft else { throw error }
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
    /// - Throws: `unavailable` for a replica: what claims need it refuses, and the address may come to lead to the primary.
    func learnIdentity() async throws(RedisError) {
        let number = connectionNumber
        let limit = limit(nil)
        let replies = try await runAll(
            [.strings(["INFO", "server"]), .strings(["INFO", "replication"])],
            within: limit
        )
        let texts = replies.map { $0.string ?? "" }
        let state = ReplicationState(server: texts.first ?? "", replication: texts.last ?? "")
        if let primary = state.primary {
            throw .unavailable(address: url.address, reason: "it is a replica of \(primary), which takes no writes")
        }
        identity.value = (number, state.identity)
    }

    /// Loads scripts, all in one go.
    func load(_ scripts: [RedisScript]) async throws(RedisError) {
        let loads = scripts.map { RedisCommand.strings(["SCRIPT", "LOAD", $0.source]) }
        let replies = try await runAll(loads, within: limit(nil))
        if let error = replies.lazy.compactMap(\.error).first { throw .reply(error) }
    }
}

extension RedisError {
    /// Whether the command did not run, and another connection may do better.
    fileprivate var isOfConnectionLeft: Bool {
        switch self {
        case .replaced: true
        case .reply(let error): error.meaning?.leavesConnection ?? false
        default: false
        }
    }
}
