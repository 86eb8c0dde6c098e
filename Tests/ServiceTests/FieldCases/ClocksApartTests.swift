import TestSupport
import Testing

/// Servers whose clocks are wrong: a case that broke others, by the name that it goes by.
@Suite(.timeLimit(.minutes(3)))
struct ClocksApartTests {
    @Test(arguments: [1, -1])
    func `clocks of two servers apart by an hour`(hours: Int) async throws {
        let servers = try await TwoServers.start(
            ["--lease", "120", "--item-ttl", "600", "--results-kept", "600"],
            environment: [
                "LD_PRELOAD": TestEnvironment.faketime,
                "FAKETIME": hours > 0 ? "+1h" : "-1h",
                // Timers run on this one, which is nobody's idea of the time of day.
                "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            ]
        )
        let apart = try wallClock(of: servers.other) - wallClock(of: servers.one)
        #expect(abs(apart - Double(hours) * 3_600) < 60, "the clocks are \(apart) s apart")
        let issued = try await servers.tenant.pilot.succeed(
            ["token", "issue", "--client", servers.tenant.id, "--role", "service", "--expires", "30m"]
        )
        let token = String(issued.split(separator: "\n")[0])
        let (ann, bob) = (
            Caller(port: servers.one.port, token: token, moderator: "ann"),
            Caller(port: servers.other.port, token: token, moderator: "bob")
        )
        // In turns, so that times from a wrong clock would be an hour apart, and the order all even before all odd.
        var queued: [(post: String, at: String)] = []
        for number in 1...20 {
            let post = "p-\(number)"
            #expect(try await (number % 2 == 0 ? bob : ann).ingest(post).status == 201)
            queued.append((post, try #require(try await ann.item(post).json["due_at"].string)))
        }
        let dueTimes = try queued.map { try StoreTime.seconds(.text($0.at)) }
        #expect((dueTimes.max() ?? 0) - (dueTimes.min() ?? 0) < 60, "\(queued)")
        // What the servers know of MongoDB's clock can differ by milliseconds.
        let posts = queued.sorted { ($0.at, $0.post) < ($1.at, $1.post) }.map(\.post)
        let (anns, bobs) = (try await ann.claim(5).items, try await bob.claim(5).items)
        #expect(anns.map(\.post) == Array(posts[..<5]) && bobs.map(\.post) == Array(posts[5..<10]))

        // Long enough for what each server does beside answering, by whatever clock.
        try await passesGoBy(servers)
        #expect(try await ann.claim(5).items == anns, "a claim was taken away")
        #expect(try await bob.claim(5).items == bobs, "a claim was taken away")
        #expect(try await bob.claim().json["queue"]["ready"].int == 10, "an item was let go of")
        // Asked one behind the other, so that the times tell whose clock they are of.
        var times: [Double] = []
        for caller in [ann, bob, ann] {
            times.append(try StoreTime.seconds(try await caller.claim().json["server_time"]))
        }
        #expect(times == times.sorted() && times[2] - times[0] < 60, "\(times)")
        for (moderator, items) in [(ann, anns), (bob, bobs)] {
            for item in items {
                let extended = try await moderator.act("extend", on: item.post, claim: item.claim)
                #expect(extended.status == 200, "\(extended)")
                let decision = try await moderator.decide(item.post, .approve, claim: item.claim)
                #expect(decision.status == 200, "\(decision)")
                let decidedAt = try #require(try decision.json["decision"]["decided_at"].string)
                #expect(decidedAt >= item.claimedAt && decidedAt < item.expiresAt, "\(decision)")
            }
        }
        for post in posts[10...] {
            let item = try #require(try await bob.claim().items.first)
            #expect(item.post == post)
            #expect(try await bob.decide(post, .reject, claim: item.claim).status == 200)
        }
        try await passesGoBy(servers)
        #expect(try await servers.tenant.results().compactMap(\.post) == posts, "results are gone, or out of order")
        try await servers.tenant.becomesClean()
        for server in [servers.one, servers.other] { #expect(try await server.stop() == 0) }
    }

    /// Waits until claims of another client have run out and were swept and escalated.
    private func passesGoBy(_ servers: TwoServers) async throws {
        let other = try await Tenant.make(servers.tenant.pilot, ["--lease", "1", "--max-expiries", "1"])
        for server in [servers.one, servers.other] {
            let caller = other.caller("ann", at: server)
            let post = uniqueName("p")
            #expect(try await caller.ingest(post).status == 201)
            _ = try await caller.claimSoon()
            try await eventually("it is escalated", within: .seconds(20)) {
                try await other.redis("ZSCORE", "moderation-waiting-{\(other.id)}:escalated", post) != .null
            }
        }
    }

    /// As the server itself tells it: the time of its first line of log, in seconds since 1970.
    private func wallClock(of server: ServerProcess) throws -> Double {
        let line = try #require(server.log.split(separator: "\n").first { $0.hasPrefix("{") })
        return try StoreTime.seconds(try LooseJSON(line.utf8)["time"])
    }
}
