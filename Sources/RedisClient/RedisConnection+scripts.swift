extension RedisConnection {
    /// Runs a script by its digest; if Redis does not know it (any more), loads it and tries once again, all
    /// within `timeout`.
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
        do throws(RedisError) {
            _ = try await run(.strings(["SCRIPT", "LOAD", script.source]), within: limit)
        } catch {
            throw error.withoutExecution
        }
        return try await run(command, within: limit)
    }

    /// Loads scripts, all in one go.
    func load(_ scripts: [RedisScript]) async throws(RedisError) {
        let loads = scripts.map { RedisCommand.strings(["SCRIPT", "LOAD", $0.source]) }
        let replies = try await runAll(loads, within: limit(nil))
        if let error = replies.lazy.compactMap(\.error).first { throw .reply(error) }
    }
}

extension RedisError {
    /// The same error of a command whose loss means that nothing ran.
    fileprivate var withoutExecution: RedisError {
        switch self {
        case .connectionLost(let address, let reason, _):
            .connectionLost(address: address, reason: reason, maybeExecuted: false)
        case .timedOut(let address, let time, _): .timedOut(address: address, after: time, maybeExecuted: false)
        default: self
        }
    }
}
