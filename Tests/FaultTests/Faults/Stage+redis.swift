import TestSupport

extension Stage {
    func killRedis(for time: Duration) async throws -> Strike {
        let before = Moment.now
        try await redis.kill()
        try await Task.sleep(for: time)
        try await redis.restart()
        let after = Moment.now
        return Strike(over: after, loss: before.wall...after.wall)
    }

    func emptyRedis() async throws -> Strike {
        let before = Moment.now
        _ = try await shell("FLUSHALL")
        let after = Moment.now
        return Strike(over: after, loss: before.wall...after.wall)
    }

    func pauseRedis(_ what: String, milliseconds: Int) async throws -> Strike {
        _ = try await shell("CLIENT", "PAUSE", "\(milliseconds)", what)
        try await Task.sleep(for: .milliseconds(milliseconds))
        return Strike(over: .now)
    }

    func fillRedis(for time: Duration) async throws -> Strike {
        _ = try await shell("CONFIG", "SET", "maxmemory", "1")
        try await Task.sleep(for: time)
        _ = try await shell("CONFIG", "SET", "maxmemory", "0")
        return Strike(over: .now)
    }

    /// All lead to another Redis, on new connections.
    func lead(to redis: PrivateRedis) {
        self.redis = redis
        for relay in relays { relay.lead(to: redis.port) }
    }

    /// Takes one random key of a client away, or what a stream holds.
    func loseKey(of client: String, _ chance: inout SeededGenerator) async throws -> Strike {
        let names = ["items", "claims", "deadlines", "holders", "waiting", "pending", "queues", "client"]
        let name = names.randomElement(using: &chance) ?? "items"
        let isTrimmed = name == "pending" && Bool.random(using: &chance)
        // There while anything waits, or is held.
        let key = try await eventually("a key of \(name) is there", within: .seconds(20)) {
            try await shell("KEYS", "moderation-\(name)-{\(client)}*").array.compactMap(\.string).min()
        }
        let before = Moment.now
        _ = isTrimmed ? try await shell("XTRIM", key, "MAXLEN", "0") : try await shell("UNLINK", key)
        let after = Moment.now
        return Strike(over: after, detail: "\(isTrimmed ? "XTRIM" : "UNLINK") \(name)", loss: before.wall...after.wall)
    }

    /// Starts Redis again with its data and another clock, and later with its own.
    func shiftRedis(by shift: Duration) async throws -> Strike {
        let (redis, ahead) = (redis, Int(shift / .seconds(1)))
        let before = Moment.now
        try await redis.restart(clockAhead: ahead)
        let after = Moment.now
        return Strike(
            over: after,
            detail: ahead < 0 ? "behind" : "ahead",
            loss: before.wall...after.wall,
            shift: ClockShift(since: before.wall, ahead: Int64(ahead) * 1_000)
        ) {
            let before = Moment.now
            try await redis.restart()
            let after = Moment.now
            return Strike(over: after, detail: "and back", loss: before.wall...after.wall)
        }
    }
}
