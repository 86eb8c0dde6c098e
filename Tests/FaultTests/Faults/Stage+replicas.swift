import TestSupport

extension Stage {
    /// Makes a replica that is cut off take over: the writes of the time between are lost.
    func promoteReplica(behind time: Duration) async throws -> Strike {
        let replica = try await Replica.start(of: redis)
        let before = Moment.now
        replica.link.cut()
        try await Task.sleep(for: time)
        for relay in relays { relay.cut() }
        try await redis.kill()
        try await replica.promote()
        lead(to: replica.redis)
        let after = Moment.now
        return Strike(over: after, loss: before.wall...after.wall)
    }

    /// Makes a replica that is cut off take over while the primary lives on, and then the primary again, which has become a
    /// replica of it meanwhile: the same process at the same address, with the data that the replica had.
    func failBack(behind time: Duration) async throws -> Strike {
        let replica = try await Replica.start(of: redis)
        let before = Moment.now
        replica.link.cut()
        try await Task.sleep(for: time)
        try await replica.promote()
        try await Replica.follow(replica.redis, with: shell)
        _ = try await shell("REPLICAOF", "NO", "ONE")
        let after = Moment.now
        return Strike(over: after, loss: before.wall...after.wall)
    }

    /// Makes a replica take over while the primary lives on: one server keeps its connections to that for as long as told.
    func splitPrimary(keptBy server: Int, for time: Duration) async throws -> Strike {
        let (old, replica) = (redis, try await Replica.start(of: redis))
        let before = Moment.now
        replica.link.cut()
        try await replica.promote()
        for (index, relay) in relays.enumerated() {
            if index == server {
                relay.leadNewcomers(to: replica.redis.port)
            } else {
                relay.lead(to: replica.redis.port)
            }
        }
        redis = replica.redis
        try await Task.sleep(for: time)
        try await old.kill()
        let after = Moment.now
        return Strike(over: after, loss: before.wall...after.wall)
    }

    /// Makes a replica take over, and of the primary a replica of it: the address leads to the new one, and connections stay.
    func moveToReplica() async throws -> Strike {
        let (old, replica) = (redis, try await Replica.start(of: redis))
        let before = Moment.now
        try await replica.promote()
        for relay in relays { relay.leadNewcomers(to: replica.redis.port) }
        redis = replica.redis
        try await Replica.follow(replica.redis, with: RedisShell(old.url))
        let after = Moment.now
        return Strike(over: after, detail: "address moved", loss: before.wall...after.wall) {
            try await old.kill()
            return nil
        }
    }

    /// Makes a replica of the primary for as long as told, with all connections.
    func demote(for time: Duration) async throws -> Strike {
        let replica = try await Replica.start(of: redis)
        let before = Moment.now
        try await replica.promote()
        try await Replica.follow(replica.redis, with: shell)
        try await Task.sleep(for: time)
        _ = try await shell("REPLICAOF", "NO", "ONE")
        let after = Moment.now
        return Strike(over: after, detail: "replica for a while", loss: before.wall...after.wall)
    }

    /// Has the primary ask for a replica that it hasn't got.
    func refuseWrites(for time: Duration) async throws -> Strike {
        let before = Moment.now
        _ = try await shell("CONFIG", "SET", "min-replicas-to-write", "1")
        try await Task.sleep(for: time)
        _ = try await shell("CONFIG", "SET", "min-replicas-to-write", "0")
        let after = Moment.now
        return Strike(over: after, detail: "min-replicas-to-write", loss: before.wall...after.wall)
    }
}
