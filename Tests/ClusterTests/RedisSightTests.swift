import Cluster
import Testing

struct RedisSightTests {
    private let well = RedisSight(identity: "x", isDown: false, isMember: true)
    private let lost = RedisSight(isDown: true, isMember: true)
    private let misconfigured = RedisSight(isDown: true, isMember: false)

    @Test func `Who never reached the Redis in force has no vote on anybody else's`() {
        #expect(![well, misconfigured].isDownForSome)
        #expect(![misconfigured, well, misconfigured].isDownForSome)
    }

    @Test func `Who has lost it has one`() {
        #expect([well, lost].isDownForSome)
        #expect(![well, lost].isDownForAll)
        #expect([lost, lost, misconfigured].isDownForAll)
    }

    @Test func `Where nobody hands out from there, all count`() {
        #expect([misconfigured].isDownForSome)
        #expect([misconfigured].isDownForAll)
        #expect(![RedisSight]().isDownForSome)
        #expect(![RedisSight]().isDownForAll)
    }
}
