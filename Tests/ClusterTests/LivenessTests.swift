import Cluster
import Testing

struct LivenessTests {
    private let start = ContinuousClock.now

    private func after(_ milliseconds: Int) -> ContinuousClock.Instant { start + .milliseconds(milliseconds) }

    @Test func `Nothing is handed out before the first sign of life is confirmed`() {
        var liveness = Liveness()
        #expect(!liveness.mayHandOut(at: start))
        liveness.confirm(sentAt: start, knowingOthers: true, at: after(5))
        #expect(liveness.mayHandOut(at: after(5)))
    }

    @Test func `One of several stops 1.5 s after its last confirmed sign was sent, whenever the confirmation came`() {
        var liveness = Liveness()
        liveness.confirm(sentAt: start, knowingOthers: true, at: after(900))
        #expect(liveness.mayHandOut(at: after(1_500)))
        #expect(!liveness.mayHandOut(at: after(1_501)))
    }

    @Test func `It stops half a second before the others may take it for dead`() throws {
        var liveness = Liveness()
        var watcher = LivingServers()
        liveness.confirm(sentAt: start, knowingOthers: true, at: after(3))
        // The soonest that anybody can see the sign is when it was sent.
        watcher.see([ServerSign(name: "me", version: 1, at: 7, age: .zero)], at: start)
        let dead = try #require(
            (0...5_000).first { step in
                var later = watcher
                later.see([ServerSign(name: "me", version: 1, at: 7, age: .seconds(3_600))], at: after(step))
                return later.living(at: after(step)).isEmpty
            }
        )
        let stopped = try #require((0...5_000).first { !liveness.mayHandOut(at: after($0)) })
        #expect(dead - stopped >= 499)
    }

    @Test func `One that is alone goes on, and looks again when it is heard of again`() {
        var liveness = Liveness()
        liveness.confirm(sentAt: start, knowingOthers: false, at: after(3))
        #expect(liveness.mayHandOut(at: after(60_000)))
        #expect(!liveness.isConfirmed(at: after(60_000)))
        #expect(liveness.hasLapsed(at: after(60_000)))
        liveness.confirm(sentAt: after(59_990), knowingOthers: true, at: after(60_000))
        #expect(liveness.lapses == 1)
    }

    @Test func `A late confirmation counts as a lapse even where it would have been good when it was sent`() {
        var liveness = Liveness()
        liveness.confirm(sentAt: start, knowingOthers: true, at: start)
        liveness.confirm(sentAt: after(250), knowingOthers: true, at: after(1_600))
        #expect(liveness.lapses == 1)
        liveness.confirm(sentAt: after(1_600), knowingOthers: true, at: after(1_700))
        #expect(liveness.lapses == 1)
    }

    @Test func `An answer that overtakes an older one is not set back by it`() {
        var liveness = Liveness()
        liveness.confirm(sentAt: after(500), knowingOthers: true, at: after(510))
        liveness.confirm(sentAt: start, knowingOthers: true, at: after(520))
        #expect(liveness.mayHandOut(at: after(2_000)))
    }
}
