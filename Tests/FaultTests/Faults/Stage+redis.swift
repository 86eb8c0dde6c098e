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

    /// Makes a replica that is cut off take over: the writes of the time between are lost.
    func promoteReplica(behind time: Duration) async throws -> Strike {
        let old = redis
        let replica = try await PrivateRedis.start()
        let link = try TCPRelay(to: old.port)
        let shell = RedisShell(replica.url)
        _ = try await shell("REPLICAOF", "127.0.0.1", "\(link.port)")
        try await eventually("the replica has all", within: .seconds(30)) {
            let info = try await shell.run(["INFO replication", "INFO persistence"]).joined()
            return ["master_link_status:up", "aof_rewrite_in_progress:0", "aof_rewrite_scheduled:0"]
                .allSatisfy(info.contains)
        }
        let before = Moment.now
        link.cut()
        try await Task.sleep(for: time)
        relay.cut()
        try await old.kill()
        _ = try await shell("REPLICAOF", "NO", "ONE")
        redis = replica
        relay.lead(to: replica.port)
        let after = Moment.now
        return Strike(over: after, loss: before.wall...after.wall)
    }
}
