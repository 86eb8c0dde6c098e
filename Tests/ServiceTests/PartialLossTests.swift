import TestSupport
import Testing

/// Redis that loses one part of a client and keeps the rest.
@Suite(.timeLimit(.minutes(3)))
struct PartialLossTests {
    enum Part: String, CaseIterable, Sendable {
        case items, claims, holders, queues, waiting, deadlines, stream, streamTrimmed, waitingIsText, itemsAreText

        func commands(_ client: String) -> [[String]] {
            let waiting = "moderation-waiting-{\(client)}:default"
            let stream = "moderation-pending-{\(client)}"
            return switch self {
            case .items, .claims, .holders, .queues: [["DEL", "moderation-\(rawValue)-{\(client)}"]]
            case .waiting: [["DEL", waiting]]
            case .deadlines: [["DEL", "moderation-deadlines-{\(client)}:default"]]
            case .stream: [["DEL", stream]]
            case .streamTrimmed: [["XTRIM", stream, "MAXLEN", "0"]]
            case .waitingIsText: [["SET", waiting, "x"]]
            case .itemsAreText: [["SET", "moderation-items-{\(client)}", "x"]]
            }
        }
    }

    /// Who holds a post decides it, nobody else is given it, and all that waits comes back and is decided once.
    @Test(arguments: Part.allCases)
    func `one part is lost while claims are live`(part: Part) async throws {
        let pilot = try ModPilot()
        let tenant = try await Tenant.make(pilot, ["--lease", "60"])
        let servers = [try await pilot.serve(), try await pilot.serve()]
        let posts = Verdict.posts(8)
        #expect(try await tenant.caller("backend", at: servers[0]).ingest(posts).json["accepted"].int == posts.count)
        let ann = tenant.caller("ann", at: servers[0])
        let held = try await ann.claim(2).items
        #expect(held.count == 2)
        // So that the journal has them.
        for item in held { try await tenant.isTold("claimed", 1, of: item.post, at: servers[0]) }

        for command in part.commands(tenant.id) { _ = try await tenant.redis(command) }
        #expect(try await ann.decide(held[0].post, .reject, claim: held[0].claim).status == 200)
        let ben = tenant.caller("ben", at: servers[1])
        var decided: [String] = []
        for _ in 0..<6 {
            let item = try await ben.claimSoon()
            #expect(!held.map(\.post).contains(item.post), "ann holds it")
            #expect(try await ben.decide(item.post, .approve, claim: item.claim).status == 200)
            decided.append(item.post)
        }
        #expect(Set(decided).count == 6)
        #expect(try await ann.decide(held[1].post, .reject, claim: held[1].claim).status == 200)
        #expect(try await Archive.count(.decidedOnce, of: tenant) == posts.count)
        try await tenant.becomesClean()
    }
}
