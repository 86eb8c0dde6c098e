import Cluster
import Testing

struct LivingServersTests {
    private let start = ContinuousClock.now

    private func after(_ milliseconds: Int) -> ContinuousClock.Instant { start + .milliseconds(milliseconds) }

    private func sign(_ name: String, version: Int64 = 1, at: Int64 = 1, age: Duration = .zero) -> ServerSign {
        ServerSign(name: name, version: version, at: at, age: age)
    }

    @Test func `A server whose sign stays the same is dead after 2 s, whatever MongoDB's clock did at once`() {
        var servers = LivingServers()
        servers.see([sign("a")], at: start)
        // Another member became primary, whose clock is an hour ahead.
        servers.see([sign("a", age: .seconds(3_600))], at: after(1_900))
        #expect(servers.living(at: after(1_900)).map(\.name) == ["a"])
        servers.see([sign("a", age: .seconds(3_600))], at: after(2_100))
        #expect(servers.living(at: after(2_100)).isEmpty)
    }

    @Test func `A clock that went back keeps nobody alive for ever`() {
        var servers = LivingServers()
        servers.see([sign("a")], at: start)
        servers.see([sign("a", age: .seconds(-300))], at: after(59_000))
        #expect(servers.living(at: after(59_000)).count == 1)
        #expect(servers.living(at: after(61_000)).isEmpty)
    }

    @Test func `What one saw that died long ago counts for nothing, though it may be taken for alive at first`() {
        var servers = LivingServers()
        servers.see([sign("dead", age: .seconds(30)), sign("alive", age: .seconds(1))], at: start)
        #expect(Set(servers.living(at: start).map(\.name)) == ["dead", "alive"])
        #expect(servers.witnesses(at: start).map(\.name) == ["alive"])
        // Another member became primary, whose clock is an hour ahead: who speaks counts.
        servers.see([sign("dead", age: .seconds(3_600)), sign("alive", at: 2, age: .seconds(3_600))], at: after(500))
        #expect(servers.witnesses(at: after(500)).map(\.name) == ["alive"])
        #expect(servers.witnesses(at: after(3_000)).isEmpty)
    }

    @Test func `Each new sign is a life sign`() {
        var servers = LivingServers()
        for step in 0..<20 { servers.see([sign("a", at: Int64(step))], at: after(step * 1_500)) }
        #expect(servers.living(at: after(19 * 1_500 + 1_000)).count == 1)
    }

    @Test func `All have followed only where this server is among those that live`() {
        var servers = LivingServers()
        #expect(!servers.allGo(by: 0, among: "me", at: start))
        servers.see([sign("other", version: 9)], at: start)
        #expect(!servers.allGo(by: 9, among: "me", at: start))
        servers.see([sign("other", version: 9), sign("me", version: 8)], at: start)
        #expect(!servers.allGo(by: 9, among: "me", at: start))
        servers.see([sign("other", version: 9), sign("me", version: 10)], at: start)
        #expect(servers.allGo(by: 9, among: "me", at: start))
        servers.see([sign("other", version: 8), sign("me", version: 10)], at: start)
        #expect(!servers.allGo(by: 9, among: "me", at: start))
    }
}
