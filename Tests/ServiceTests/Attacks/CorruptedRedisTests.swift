import TestSupport
import Testing

/// What a client's Redis answers may be anything: it ends that client's calls, and no server.
@Suite(.timeLimit(.minutes(3)))
struct CorruptedRedisTests {
    @Test
    func `A client's own Redis that answers other numbers harms that client alone`() async throws {
        let own = try await PrivateRedis.start()
        let relay = try CorruptingRelay(to: own.port) { byte, random in
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            return "0123456789-".utf8.randomElement(using: &random)
        }
        let pilot = try ModPilot()
        let other = try await Tenant.make(pilot)
        let hostile = try await Tenant.make(pilot, ["--redis-url", "redis://127.0.0.1:\(relay.port)/0"])
        let server = try await pilot.serve()
        let (ann, eve) = (other.caller("ann", at: server), hostile.caller("eve", at: server))
        for rate in [5_000, 500, 50] {
            relay.corrupt(oneOf: rate)
            try await everyVerb(eve, rounds: 25)
            #expect(server.exitStatus == nil)
            #expect(try await ann.ingest("p-\(rate)").status == 201)
            let item = try #require(try await ann.claim().items.first)
            #expect(try await ann.decide(item.post, .approve, claim: item.claim).status == 200)
        }
        #expect(server.exitStatus == nil)
    }

    private func everyVerb(_ caller: Caller, rounds: Int) async throws {
        for round in 0..<rounds {
            let name = uniqueName("p")
            _ = try? await caller.ingest("\(name)-a")
            _ = try? await caller.ingest((0..<5).map { "\(name)-\($0)" })
            let items = (try? await caller.claim(5).items) ?? []
            for (item, verb) in zip(items, ["extend", "release", "escalate", "approve", "reject"]) {
                _ = try? await caller.act(verb, on: item.post, claim: item.claim)
            }
            _ = try? await caller.get("/stats")
            _ = try? await caller.get("/results?limit=100")
            _ = try? await caller.item("\(name)-\(round % 5)")
            _ = try? await caller.withdraw("\(name)-0")
        }
    }
}
