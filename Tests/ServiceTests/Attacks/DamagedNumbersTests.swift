import TestSupport
import Testing

/// Whoever can write into one client's Redis ends no server, and stops no other client.
@Suite(.timeLimit(.minutes(2)))
struct DamagedNumbersTests {
    private static let ends = ["-9223372036854775808", "9223372036854775807", "1e300", "-1e300", "inf", "-1"]

    @Test
    func `Numbers that nobody wrote end no server, and others go on`() async throws {
        let redis = try await PrivateRedis.start()
        let pilot = try ModPilot(redisURL: redis.url)
        let (damaged, other) = (try await Tenant.make(pilot), try await Tenant.make(pilot))
        let server = try await pilot.serve()
        let (ann, ben) = (damaged.caller("ann", at: server), other.caller("ben", at: server))
        #expect(try await ann.ingest(Verdict.posts(4)).json["accepted"].int == 4)
        let post = try await ann.claimSoon().post
        let client = "moderation-client-{\(damaged.id)}"
        for end in Self.ends {
            for field in ["epoch", "generation", "lost_at", "losses", "publisher_until", "filling"] {
                let value = field == "epoch" ? end + "@x" : end
                _ = try await damaged.redis("HSET", client, field, value)
                _ = try? await ann.claim()
            }
            for key in ["moderation-deadlines-{\(damaged.id)}:default", "moderation-waiting-{\(damaged.id)}:default"] {
                _ = try await damaged.redis("ZADD", key, end, post)
                _ = try? await ann.claim(10)
            }
            for field in ["round", "queued_at", "due_at", "deliveries"] {
                let whole = #""round":1,"queue":"default","priority":"normal","entry":"1-1","queued_at":1,"due_at":1"#
                let item = #"{\#(whole),"\#(field)":\#(end)}"#
                _ = try await damaged.redis("HSET", "moderation-items-{\(damaged.id)}", post, item)
                _ = try? await ann.claim(10)
            }
            for field in ["generation", "claimed_at", "expires_at", "round", "deciding", "token", "shown"] {
                let claim = #"{"generation":"7","moderator":"ann","claimed_at":1,"expires_at":1,"\#(field)":\#(end)}"#
                _ = try await damaged.redis("HSET", "moderation-claims-{\(damaged.id)}", post, claim)
                _ = try? await ann.claim(10)
                _ = try? await ann.item(post)
            }
            #expect(try await ben.ingest("o\(end)".filter(\.isLetter) + "\(end.utf8.count)").status == 201)
            #expect(try await ben.claim(10, wait: 5).status == 200)
            #expect(server.exitStatus == nil, "\(server.log.suffix(2_000))")
        }
        // What goes on behind the calls meets them as well.
        try await Task.sleep(for: .seconds(3))
        #expect(server.exitStatus == nil, "\(server.log.suffix(2_000))")
        #expect(try await ben.claim(10).status == 200)
    }
}
