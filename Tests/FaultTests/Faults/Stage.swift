import Synchronization
import TestSupport

/// Two servers, and a Redis and a MongoDB of three members that are theirs alone to be broken.
final class Stage: Sendable {
    let pilot: ModPilot
    let mongo: PrivateMongo
    let members: MongoMembers
    let servers: [ServerProcess]
    /// What each server knows as Redis.
    let relays: [TCPRelay]
    private let main: Mutex<PrivateRedis>
    /// The environment of each server that outlives its restarts.
    private let lasting: Mutex<[[String: String]]>

    static func start() async throws -> Stage {
        async let startedMongo = PrivateMongo.start(nodes: 3)
        let redis = try await PrivateRedis.start(Stage.redisArguments)
        let relays = [try TCPRelay(to: redis.port), try TCPRelay(to: redis.port)]
        let mongo = try await startedMongo
        let urls = relays.map { "redis://127.0.0.1:\($0.port)/0" }
        let pilot = try ModPilot(redisURL: urls[0], mongoURL: mongo.url())
        async let one = pilot.serve()
        async let other = pilot.serve(environment: ["MODPILOT_REDIS_URL": urls[1]])
        return Stage(pilot: pilot, mongo: mongo, servers: try await [one, other], relays: relays, redis: redis)
    }

    private init(
        pilot: ModPilot,
        mongo: PrivateMongo,
        servers: [ServerProcess],
        relays: [TCPRelay],
        redis: PrivateRedis
    ) {
        self.pilot = pilot
        self.mongo = mongo
        members = MongoMembers(ports: mongo.ports)
        self.servers = servers
        self.relays = relays
        main = Mutex(redis)
        lasting = Mutex(servers.map { _ in [:] })
    }

    /// Replicas are there at once.
    static let redisArguments = ["--repl-diskless-sync-delay", "0"]

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
        let environment = hours == 0 ? [:] : try TestEnvironment.clock(ahead: hours * 3_600)
        lasting.withLock { $0[server] = environment }
    }
}
