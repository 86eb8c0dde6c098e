import Cluster
import Testing

struct RedisHandoverTests {
    private let start = ContinuousClock.now
    private let old = RedisSight(identity: "old", isDown: false, isMember: true)
    private let new = RedisSight(identity: "new", isDown: false, isMember: true)

    @Test
    func `it is over once no server that lives reaches the former Redis`() {
        let handover = RedisHandover(from: "old", at: start)
        #expect(!handover.isOver(others: [new, old], at: start))
        #expect(handover.isOver(others: [new, RedisSight(isDown: true, isMember: true)], at: start))
        #expect(handover.isOver(others: [], at: start))
    }

    @Test
    func `it ends when every server that lives has looked, whatever it said`() {
        let handover = RedisHandover(from: "old", at: start)
        #expect(!handover.isOver(others: [old], at: start + Liveness.limit))
        #expect(handover.isOver(others: [old], at: start + Liveness.limit + .milliseconds(1)))
    }
}
