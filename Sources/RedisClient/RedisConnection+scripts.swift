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
        let limit = limit(timeout)
        let command = RedisCommand.script(script, keys: keys, arguments: arguments)
        do throws(RedisError) {
            return try await run(command, within: limit)
        } catch {
            guard case .reply(let refusal) = error, refusal.code == "NOSCRIPT" else { throw error }
        }
        // By its text, which makes it known as well: after a load of its own it could be forgotten once more.
        let words: [RedisArgument] = ["EVAL", .string(script.source), .integer(Int64(keys.count))]
        return try await run(.words(words + keys.map { .string($0) } + arguments), within: limit)
    }

    /// Loads scripts, all in one go.
    func load(_ scripts: [RedisScript]) async throws(RedisError) {
        let loads = scripts.map { RedisCommand.strings(["SCRIPT", "LOAD", $0.source]) }
        let replies = try await runAll(loads, within: limit(nil))
        if let error = replies.lazy.compactMap(\.error).first { throw .reply(error) }
    }
}
