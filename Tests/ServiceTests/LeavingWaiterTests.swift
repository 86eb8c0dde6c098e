import TestSupport
import Testing

/// A moderator who goes away takes no claim along.
@Suite(.timeLimit(.minutes(3)))
struct LeavingWaiterTests {
    @Test
    func `Whoever leaves while a claim is made has made none`() async throws {
        let redis = try await PrivateRedis.start()
        let pilot = try ModPilot(redisURL: redis.url)
        let tenant = try await Tenant.make(pilot)
        let server = try await pilot.serve()
        let ben = tenant.caller("ben", at: server)
        for (number, wait) in [0, 30, 0, 30].enumerated() {
            let post = "p\(number)"
            #expect(try await ben.ingest(post).status == 201)
            let ann = "ann\(number)"
            try await redis.pause()
            let call = try await ParkedCall(of: ann, tenant, port: server.port, wait: wait)
            try await eventually("the call is under way") {
                try await server.metric("modpilot_http_requests_in_flight") == 2
            }
            try call.goAwayListening()
            // Calls to the same loops, which are answered after the end of the call's input was seen.
            for _ in 0..<16 { #expect(try await server.probe().call("GET", "/healthz").status == 200) }
            redis.resume()
            #expect(try await call.answer().items == [])
            let answer = try await ben.claim(wait: 5)
            let item = try #require(try answer.json["items"].array.first, "\(answer)")
            #expect(item["post_id"].string == post && item["deliveries"].int == 1)
            let history = try await ben.item(post).json["history"].array
            #expect(!history.contains { $0["moderator"].string == ann })
            #expect(try await ben.decide(post, .approve).status == 200)
        }
    }

    @Test
    func `Whenever somebody leaves, a post that comes then is handed out at once`() async throws {
        let pilot = try ModPilot()
        let tenant = try await Tenant.make(pilot)
        let servers = [try await pilot.serve(), try await pilot.serve()]
        let ben = tenant.caller("ben", at: servers[1])
        var taken = 0
        for round in 0..<60 {
            let call = try await ParkedCall(of: "m\(round)", tenant, port: servers[0].port)
            try await servers[0].parks(1)
            async let leaving: Void = {
                try await Task.sleep(for: .microseconds(.random(in: 0...12_000)))
                try call.goAwayListening()
            }()
            #expect(try await ben.ingest("p\(round)").status == 201)
            _ = try await leaving
            let answer = try await call.answer()
            if let item = try answer.items.first {
                // It was answered before it left.
                taken += 1
                let gone = tenant.caller("m\(round)", at: servers[1])
                #expect(try await gone.decide(item.post, .approve, claim: item.claim).status == 200)
            } else {
                let start = ContinuousClock.now
                let item = try #require(try await ben.claim(wait: 10).json["items"].array.first)
                #expect(ContinuousClock.now - start < .seconds(2))
                #expect(item["deliveries"].int == 1)
                #expect(try await ben.decide("p\(round)", .approve).status == 200)
            }
        }
        // Else the instants were all on one side, and nothing was tried.
        #expect((1..<60).contains(taken), "\(taken) of 60 were answered")
    }
}
