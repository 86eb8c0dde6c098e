import TestSupport

extension Stage {
    /// Breaks something. All that is left to chance comes from `chance`, in an order that depends on the kind alone.
    func strike(
        _ kind: FaultKind,
        on client: String,
        under load: LoadRecord,
        _ chance: inout SeededGenerator
    ) async throws -> Strike {
        let server = Int.random(in: servers.indices, using: &chance)
        let length = Int.random(in: 1_000...4_000, using: &chance)
        switch kind {
        case .serverKilled: return try await killServer(server)
        case .decisionFenced: return try await killAtFence(server, under: load)
        case .recordStored, .recordPublished, .decisionBegun, .decisionStored, .decisionAcknowledged:
            return try await kill(server, at: kind, times: length % 20 + 1)
        case .streamStored, .withdrawalStored: return try await kill(server, at: kind, times: length % 3 + 1)
        case .redisKilled: return try await killRedis(for: .milliseconds(length / 2))
        case .redisEmptied: return try await emptyRedis()
        case .scriptsFlushed:
            _ = try await shell("SCRIPT", "FLUSH")
            return Strike(over: .now)
        case .writesPaused: return try await pauseRedis("WRITE", milliseconds: length)
        case .redisPaused: return try await pauseRedis("ALL", milliseconds: length)
        case .redisFull: return try await fillRedis(for: .milliseconds(length))
        case .replicaPromoted: return try await promoteReplica(behind: .milliseconds(length / 3))
        case .failback: return try await failBack(behind: .milliseconds(length / 3))
        case .twoPrimaries: return try await splitPrimary(keptBy: server, for: .milliseconds(length))
        case .readOnlyPrimary:
            switch length % 3 {
            case 0: return try await moveToReplica()
            case 1: return try await demote(for: .milliseconds(length))
            default: return try await refuseWrites(for: .milliseconds(length))
            }
        case .keyLost: return try await loseKey(of: client, &chance)
        case .redisClockApart:
            return try await shiftRedis(by: length % 2 == 0 ? StoreClock.shift : .zero - StoreClock.shift)
        case .repeatedAtOnce: return try await slowStores(under: load, for: .milliseconds(length))
        case .mongoSteppedDown:
            let start = Moment.now
            try await members.stepDown(seconds: 10)
            let members = members
            return Strike(over: start) {
                try await members.becomeWhole()
                return nil
            }
        case .mongoKilled: return try await killPrimary()
        case .clocksApart:
            try shiftClock(of: server, byHours: length % 2 == 0 ? 1 : -1)
            try shiftClock(of: 1 - server, byHours: 0)
            return try await killServer(server)
        }
    }

    private func killServer(_ server: Int) async throws -> Strike {
        try await servers[server].kill()
        let start = Moment.now
        try await restart(server)
        return Strike(over: start)
    }

    private func kill(_ server: Int, at kind: FaultKind, times: Int) async throws -> Strike {
        let failpoint = "\(kind.failpoint ?? ""):\(times)"
        try await restart(server, environment: ["MODPILOT_FAILPOINT": failpoint], untilReady: false)
        let start = try await death(of: server, at: failpoint)
        try await restart(server)
        return Strike(over: start)
    }

    /// One server dies with a decision begun, and stays away; its caller leaves, and the other server dies as it finishes
    /// what was left. Where the line moves to the other store in between, for the fault before is not over yet, the
    /// decision is not left half done but forgotten, rightly, and all begins again.
    private func killAtFence(_ server: Int, under load: LoadRecord) async throws -> Strike {
        load.holdersLeave = true
        defer { load.holdersLeave = false }
        for _ in 1..<Self.triesAtFence {
            if let strike = try? await killOnceAtFence(server) { return strike }
        }
        return try await killOnceAtFence(server)
    }

    private static var triesAtFence: Int { 3 }

    private func killOnceAtFence(_ server: Int) async throws -> Strike {
        let other = 1 - server
        try await restart(other, environment: ["MODPILOT_FAILPOINT": "decision-fenced"])
        try await restart(server, environment: ["MODPILOT_FAILPOINT": "decision-begun"], untilReady: false)
        _ = try await death(of: server, at: "decision-begun")
        let start = try await death(of: other, at: "decision-fenced", within: .seconds(30))
        try await restart(server)
        try await restart(other)
        return Strike(over: start)
    }

    private func death(
        of server: Int,
        at failpoint: String,
        within time: Duration = .seconds(60)
    ) async throws -> Moment {
        _ = try await eventually("server \(server) dies at \(failpoint)", within: time) {
            servers[server].exitStatus
        }
        return .now
    }

    /// Claims take long, and whoever asks for one goes away and asks again at once.
    private func slowStores(under load: LoadRecord, for time: Duration) async throws -> Strike {
        load.callersRepeat = true
        defer { load.callersRepeat = false }
        let (start, primary) = (ContinuousClock.now, try await members.primary())
        while ContinuousClock.now - start < time {
            defer {
                redis.resume()
                mongo.resume(primary)
            }
            try await redis.pause()
            try await mongo.pause(primary)
            try await Task.sleep(for: .milliseconds(60))
            redis.resume()
            mongo.resume(primary)
            try await Task.sleep(for: .milliseconds(40))
        }
        return Strike(over: .now)
    }

    private func killPrimary() async throws -> Strike {
        let primary = try await members.primary()
        try await mongo.kill(primary)
        let (mongo, members) = (mongo, members)
        return Strike(over: .now) {
            try await mongo.restart(primary)
            try await members.becomeWhole()
            return nil
        }
    }
}
