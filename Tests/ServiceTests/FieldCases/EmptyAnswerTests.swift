import Synchronization
import TestSupport
import Testing

/// "All is done", said of queues that are not.
@Suite(.timeLimit(.minutes(5)))
struct EmptyAnswerTests {
    private final class Seen: Sendable {
        let lies = Mutex<[String]>([])
        let answers = Mutex(0)
    }

    enum Event: String, CaseIterable, Sendable { case flush, toMongo, hanging }

    @Test(arguments: Event.allCases)
    func `Nobody is told that nothing waits while posts are pending`(event: Event) async throws {
        let redis = try await PrivateRedis.start()
        let pilot = try ModPilot(redisURL: redis.url)
        let tenant = try await Tenant.make(pilot, ["--lease", "60"])
        let servers = [try await pilot.serve(), try await pilot.serve()]
        let posts = Verdict.posts(2_000)
        #expect(try await tenant.caller("backend", at: servers[0]).ingest(posts).json["accepted"].int == posts.count)
        let seen = Seen()
        let end = ContinuousClock.now + .seconds(event == .hanging ? 10 : 6)
        await withTaskGroup(of: Void.self) { group in
            for worker in 0..<8 {
                let server = servers[worker % 2]
                group.addTask {
                    var call = 0
                    while ContinuousClock.now < end {
                        call += 1
                        let asker = tenant.caller("w\(worker)-\(call)", at: server)
                        guard let answer = try? await worker == 0 ? asker.get("/stats") : asker.claim(),
                            answer.status == 200, let json = try? answer.json
                        else { continue }
                        seen.answers.withLock { $0 += 1 }
                        let queue = worker == 0 ? json["queues"]["default"] : json["queue"]
                        guard worker == 0 || json["items"].array.isEmpty else { continue }
                        if queue["ready"].int == 0, queue["claimed"].int == 0 {
                            seen.lies.withLock { $0.append("\(answer)") }
                        }
                        try? await Task.sleep(for: .milliseconds(10))
                    }
                }
            }
            try? await Task.sleep(for: .milliseconds(400))
            switch event {
            case .flush: _ = try? await tenant.redis("FLUSHALL")
            case .toMongo: _ = try? await pilot.succeed(["client", "set", tenant.id, "--tier", "mongo"])
            case .hanging:
                try? await redis.pause()
                try? await Task.sleep(for: .milliseconds(3_500))
                redis.resume()
            }
        }
        #expect(seen.answers.withLock(\.self) > 100)
        #expect(seen.lies.withLock(\.self) == [])
    }
}
