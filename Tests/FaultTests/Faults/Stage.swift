import Synchronization
import TestSupport

/// Two servers, and a Redis and a MongoDB of three members that are theirs alone to be broken.
final class Stage: Sendable {
    let pilot: ModPilot
    let mongo: PrivateMongo
    let members: MongoMembers
    let servers: [ServerProcess]
    /// What the servers know as Redis.
    let relay: TCPRelay
    private let main: Mutex<PrivateRedis>
    /// The environment of each server that outlives its restarts.
    private let lasting: Mutex<[[String: String]]>

    static func start() async throws -> Stage {
        async let startedMongo = PrivateMongo.start(nodes: 3)
        let redis = try await PrivateRedis.start()
        let relay = try TCPRelay(to: redis.port)
        let mongo = try await startedMongo
        let pilot = try ModPilot(redisURL: "redis://127.0.0.1:\(relay.port)/0", mongoURL: mongo.url())
        async let one = pilot.serve()
        async let other = pilot.serve()
        return Stage(pilot: pilot, mongo: mongo, servers: try await [one, other], relay: relay, redis: redis)
    }

    private init(
        pilot: ModPilot,
        mongo: PrivateMongo,
        servers: [ServerProcess],
        relay: TCPRelay,
        redis: PrivateRedis
    ) {
        self.pilot = pilot
        self.mongo = mongo
        members = MongoMembers(ports: mongo.ports)
        self.servers = servers
        self.relay = relay
        main = Mutex(redis)
        lasting = Mutex(servers.map { _ in [:] })
    }

    var ports: [UInt16] { servers.map(\.port) }

    var redis: PrivateRedis {
        get { main.withLock { $0 } }
        set { main.withLock { $0 = newValue } }
    }

    /// Past the relay, so that it works whatever the servers can reach.
    var shell: RedisShell { RedisShell(redis.url) }

    /// Kills a server if it lives, and starts it again.
    func restart(_ server: Int, environment: [String: String] = [:], untilReady: Bool = true) async throws {
        let lasting = lasting.withLock { $0[server] }
        try await servers[server].restart(
            environment: lasting.merging(environment) { $1 },
            untilReady: untilReady
        )
    }

    /// Gives a server a clock of its own from its next start on.
    func shiftClock(of server: Int, byHours hours: Int) throws {
        let environment = [
            "LD_PRELOAD": try TestEnvironment.faketime,
            "FAKETIME": hours < 0 ? "\(hours)h" : "+\(hours)h",
            // Timers run on this one, which is nobody's idea of the time of day.
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        ]
        lasting.withLock { $0[server] = hours == 0 ? [:] : environment }
    }
}
