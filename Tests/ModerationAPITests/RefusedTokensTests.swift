import Synchronization
import Testing

@testable import ModerationAPI

@Suite
struct `Tokens that are refused` {
    @Test
    func `are borne for a while, then each answer waits, and the address is named once`() async {
        let named = Mutex<[String]>([])
        let refused = RefusedTokens { address, _ in named.withLock { $0.append(address) } }
        let start = ContinuousClock.now
        for _ in 0..<RefusedTokens.borne { await refused.note(from: "a", at: start) }
        #expect(named.withLock(\.self) == [])
        let late = ContinuousClock.now
        for _ in 0..<3 { await refused.note(from: "a", at: start) }
        #expect(ContinuousClock.now - late >= RefusedTokens.pause * 3)
        #expect(named.withLock(\.self) == ["a"])
        // Others are not, and neither is it a window later.
        for address in ["b", "c"] { await refused.note(from: address, at: start) }
        await refused.note(from: "a", at: start + .seconds(11))
        #expect(named.withLock(\.self) == ["a"])
    }
}
