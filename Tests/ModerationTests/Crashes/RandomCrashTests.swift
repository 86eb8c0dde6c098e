import Moderation
import Testing

/// Servers that die at any of their calls, a store that loses its data, moderators who go on: what was promised holds.
@Suite struct RandomCrashTests {
    @Test(arguments: 0..<40 as Range<UInt64>)
    func `whatever dies when, nothing is lost and nothing decided twice`(seed: UInt64) async throws {
        try await Self.run(on: Scene(maxClaims: 3), seed: seed == 39 ? .random(in: 40...UInt64.max) : seed)
    }

    @Test(arguments: 0..<6 as Range<UInt64>)
    func `nor with the claim store on Redis`(seed: UInt64) async throws {
        try await Scene.withRedis(maxClaims: 3) { scene async throws in
            try await Self.run(on: scene, seed: seed == 5 ? .random(in: 40...UInt64.max) : seed)
        }
    }

    /// The last seed of each test is a new one each time; what it finds is repeated with the number told.
    private static func run(on scene: Scene, seed: UInt64) async throws {
        var story = Story(on: scene, seed: seed)
        for _ in 0..<400 { try await story.step() }
        try await story.finish()
        #expect(story.troubles == [], "seed \(seed): \(story.log.suffix(60).joined(separator: "\n"))")
    }
}

/// A random run with its own account of what callers were told.
private struct Story {
    private(set) var troubles: [String] = []
    private(set) var log: [String] = []

    private let scene: Scene
    private var random: SeededGenerator
    /// What callers were told, by post and round.
    private var decided: [String: Decision] = [:]
    /// What callers were told is withdrawn, by post and round.
    private var withdrawn: Set<String> = []
    /// What was recorded for certain, with the newest round.
    private var recorded: Set<String> = []
    /// Results that went out before a loss of the store's data.
    private var delivered: [String] = []
    private var runs = 0
    private let moderators = ["ann", "ben", "cyn"]

    init(on scene: Scene, seed: UInt64) {
        self.scene = scene
        random = SeededGenerator(seed: seed)
    }

    private mutating func chance(_ oneIn: Int) -> Bool { Int.random(in: 0..<oneIn, using: &random) == 0 }

    mutating func step() async throws {
        let server = scene.server()
        if chance(4) { server.life.cut(inCall: Int.random(in: 1...5, using: &random), afterEffect: chance(2)) }
        let post = "p\(Int.random(in: 0..<10, using: &random))"
        let moderator = moderators[Int.random(in: 0..<moderators.count, using: &random)]
        switch Int.random(in: 0..<21, using: &random) {
        case 0..<3: await ingest(post, on: server)
        case 3..<8: await claim(moderator, on: server)
        case 8..<14: await decide(post, by: moderator, on: server)
        case 14..<17: await recover(on: server)
        case 17..<19: try await scene.letPass(.seconds([3, 12, 161][Int.random(in: 0..<3, using: &random)]))
        case 19: if chance(4) { try await loseData() }
        default: await withdraw(post, on: server)
        }
    }

    private mutating func ingest(_ post: String, on server: Server) async {
        let version = "v\(Int.random(in: 0..<3, using: &random))"
        do {
            try await scene.ingest(post, version: version, on: server)
            if !server.life.isDead { recorded.insert(post) }
            log.append("ingest \(post) \(version)")
        } catch { log.append("ingest \(post) \(version) failed: \(error)") }
    }

    private mutating func claim(_ moderator: String, on server: Server) async {
        do {
            let request = ClaimRequest(client: scene.client, moderator: try ModeratorName(moderator), limit: 2)
            let items = try await server.claims.claim(request).items
            for item in items {
                let key = "\(item.item.post)/\(item.item.round)"
                if decided[key] != nil { troubles.append("\(key) was decided and handed out again") }
            }
            log.append("claim by \(moderator): \(items.map { "\($0.item.post)/\($0.item.round)" })")
        } catch { log.append("claim by \(moderator) failed: \(error)") }
    }

    private mutating func decide(_ post: String, by moderator: String, on server: Server) async {
        let outcome: Outcome = chance(2) ? .approved : .rejected
        do {
            let decision = try await scene.decide(post, outcome, by: moderator, on: server)
            let key = "\(post)/\(decision.round)"
            if let known = decided[key], known != decision { troubles.append("\(key) was decided twice") }
            if decision.outcome != outcome { troubles.append("\(key) was answered with another outcome") }
            decided[key] = decision
            log.append("decide \(key) by \(moderator): \(outcome)")
        } catch { log.append("decide \(post) by \(moderator) \(outcome) failed: \(error)") }
    }

    private mutating func withdraw(_ post: String, on server: Server) async {
        do {
            try await scene.withdraw(post, on: server)
            withdrawn.insert("\(post)/\(try await scene.load(post).item.round)")
            log.append("withdraw \(post)")
        } catch { log.append("withdraw \(post) failed: \(error)") }
    }

    private mutating func recover(on server: Server) async {
        runs += 1
        do {
            try await server.recover(scene.client, as: "run-\(runs)")
            log.append("recover")
        } catch { log.append("recover failed: \(error)") }
    }

    private mutating func loseData() async throws {
        delivered += try await scene.results()
        try await scene.loseData()
        log.append("lose all data")
    }

    /// Lets sound servers and a diligent moderator bring everything to its end, and compares.
    mutating func finish() async throws {
        for _ in 0..<20 {
            try await scene.recoverFully()
            let items = try await scene.claim("zoe", 3) + scene.claim("zoe", 3, from: .escalated)
            if items.isEmpty { break }
            for item in items {
                let key = "\(item.item.post)/\(item.item.round)"
                if decided[key] != nil { troubles.append("\(key) was decided and handed out at the end") }
                decided[key] = try await scene.decide(item.item.post.description, by: "zoe")
            }
        }
        try await scene.recoverFully()
        try await scene.expectAllDecided()
        try await compare()
    }

    private mutating func compare() async throws {
        let now = try await scene.results()
        let epoch = try await scene.claims.epoch(of: scene.client)
        let published = Set(now + delivered)
        for (key, decision) in decided where !published.contains(decision.id) {
            troubles.append("\(key) was decided, and its result never went out")
        }
        for post in recorded {
            let record = try await scene.load(post)
            if record.status == .pending { troubles.append("\(post) is pending for ever") }
        }
        for number in 0..<10 {
            guard let record = try await scene.records.load(PostID("p\(number)"), of: scene.client.id) else { continue }
            let rounds = record.decisions.map(\.decision.round)
            if Set(rounds).count != rounds.count { troubles.append("p\(number) has two decisions in one round") }
            for stored in record.decisions {
                let key = "p\(number)/\(stored.decision.round)"
                if withdrawn.contains(key) { troubles.append("\(key) was withdrawn and is decided") }
                if let told = decided[key], told != stored.decision { troubles.append("\(key) was told otherwise") }
                // What was decided before a loss may go out again after it.
                if stored.epoch == epoch, now.count(where: { $0 == stored.decision.id }) > 1 {
                    troubles.append("the result of \(key) went out twice")
                }
                if !published.contains(stored.decision.id) { troubles.append("\(key) is stored and never went out") }
            }
        }
    }
}
