import Moderation
import Testing
import Waiting

@Suite struct ReadySignalTests {
    @Test func `a message of a script is understood`() throws {
        let client = try ClientID("acme-1")
        #expect(ReadySignal("acme-1 default 1") == ReadySignal(line: .queue(.default, of: client), count: 1))
        #expect(ReadySignal("acme-1 +results 12") == ReadySignal(line: .results(of: client), count: 12))
    }

    @Test(arguments: [
        "", " ", "acme", "acme default", "acme default ", "acme default 0", "acme default -1", "acme default 1 2",
        "acme default x", "ACME default 1", "acme De! 1", "acme +other 1", " acme default 1", "acme  1",
        "acme default 99999999999999999999", "acme default 1\n", "~probe default 1",
    ])
    func `anything else is not`(message: String) {
        #expect(ReadySignal(message) == nil)
    }
}
