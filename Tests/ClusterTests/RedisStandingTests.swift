import Cluster
import Testing

/// Which of two Redis that are alive at once a server uses.
struct RedisStandingTests {
    private let old = RedisInForce(identity: "old", address: "redis://a")

    private func sees(_ identity: String?, member: Bool = true) -> RedisSight {
        RedisSight(identity: identity, isDown: identity == nil, isMember: member)
    }

    private func standing(
        _ mine: RedisSight,
        at address: String = "redis://a",
        inForce: RedisInForce? = RedisInForce(identity: "old", address: "redis://a"),
        others: [RedisSight] = [],
        foreignFor: Duration = .zero
    ) -> RedisStanding {
        RedisStanding(mine, address: address, inForce: inForce, others: others, foreignFor: foreignFor)
    }

    @Test func `The first server puts in force what it reaches`() {
        #expect(standing(sees("new", member: false), inForce: nil) == .mayReplace)
        #expect(standing(sees(nil, member: false), inForce: nil) == .unknown)
    }

    @Test func `What is in force may be used`() {
        #expect(standing(sees("old")) == .inForce)
        #expect(standing(sees("old", member: false), at: "redis://b", others: [sees("new")]) == .inForce)
    }

    @Test func `After a failover the last one to follow lets the new one in`() {
        #expect(standing(sees("new"), others: [sees("old"), sees("new")]) == .other)
        #expect(standing(sees("new"), others: [sees("new"), sees(nil)]) == .mayReplace)
        #expect(standing(sees("new")) == .mayReplace)
    }

    @Test func `A server configured with another Redis does not take over while one that hands out is restarted`() {
        #expect(standing(sees("b", member: false), at: "redis://b", others: [sees("old")]) == .other)
        #expect(
            standing(sees("b", member: false), at: "redis://b", others: [sees(nil)], foreignFor: .seconds(60)) == .other
        )
    }

    @Test func `Where nobody is left who reaches the old one, another address is used after a while`() {
        #expect(standing(sees("b", member: false), at: "redis://b", foreignFor: .seconds(1)) == .other)
        #expect(standing(sees("b", member: false), at: "redis://b", foreignFor: .seconds(5)) == .mayReplace)
    }
}
