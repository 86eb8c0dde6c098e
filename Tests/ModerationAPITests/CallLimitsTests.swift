import HTTPServer
import Moderation
import Testing

@testable import ModerationAPI

@Suite
struct `The calls of a client` {
    private func client(_ id: String, maxRequests: Int = 100_000) throws -> Client {
        var settings = ClientSettings()
        settings.maxRequests = maxRequests
        return Client(id: try ClientID(id), settings: settings)
    }

    private func refused(
        _ limits: CallLimits,
        _ client: Client,
        bytes: Int = 0,
        waits: Bool = false,
        at now: ContinuousClock.Instant = .now
    ) -> Bool {
        do throws(APIProblem) {
            _ = try limits.enter(client, bytes: bytes, waits: waits, at: now)
            return false
        } catch {
            #expect(error.code == .tooManyRequests && error.response.status == 429)
            return true
        }
    }

    @Test
    func `under way are bounded, each kind by itself, and no other client notices`() throws {
        let limits = CallLimits()
        let (acme, other) = (try client("acme"), try client("other"))
        let first = try limits.enter(acme, bytes: 0, waits: false)
        for _ in 1..<CallLimits.mostCalls { _ = try limits.enter(acme, bytes: 0, waits: false) }
        #expect(refused(limits, acme))
        #expect(!refused(limits, acme, waits: true) && !refused(limits, other))
        limits.leave(first)
        #expect(!refused(limits, acme) && refused(limits, acme))
        for _ in 1..<CallLimits.mostWaiting { _ = try limits.enter(acme, bytes: 0, waits: true) }
        #expect(refused(limits, acme, waits: true) && !refused(limits, other, waits: true))
    }

    @Test
    func `have a bound of bytes, under which one body always fits`() throws {
        let limits = CallLimits()
        let acme = try client("acme")
        let large = try limits.enter(acme, bytes: CallLimits.mostBytes + 1, waits: false)
        #expect(refused(limits, acme, bytes: 1) && !refused(limits, acme))
        limits.leave(large)
        _ = try limits.enter(acme, bytes: CallLimits.mostBytes - 1, waits: false)
        #expect(!refused(limits, acme, bytes: 1) && refused(limits, acme, bytes: 1))
    }

    @Test
    func `a second are bounded by the client's setting`() throws {
        let limits = CallLimits()
        let acme = try client("acme", maxRequests: 10)
        let start = ContinuousClock.now
        for _ in 0..<10 { #expect(!refused(limits, acme, at: start)) }
        #expect(refused(limits, acme, at: start))
        #expect(refused(limits, acme, at: start + .milliseconds(90)))
        #expect(!refused(limits, acme, at: start + .milliseconds(110)))
        #expect(refused(limits, acme, at: start + .milliseconds(120)))
        // A pause brings no more than a second does.
        for _ in 0..<10 { #expect(!refused(limits, acme, at: start + .seconds(60))) }
        #expect(refused(limits, acme, at: start + .seconds(60)))
    }
}
