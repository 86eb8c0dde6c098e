import Cluster
import Testing

struct FailoverHoldTests {
    private let start = ContinuousClock.now

    private func after(_ seconds: Int) -> ContinuousClock.Instant { start + .seconds(seconds) }

    @Test func `A line that was taken over stays for 5 s`() {
        var hold = FailoverHold<String>()
        hold.see("a", isTakenOver: false, isWanted: true, at: start)
        #expect(hold.mayMove("a", at: start))
        hold.see("a", isTakenOver: true, isWanted: true, at: after(60))
        #expect(!hold.mayMove("a", at: after(64)))
        #expect(hold.mayMove("a", at: after(65)))
        #expect(hold.mayMove("b", at: start))
    }

    @Test func `A line that is thrown to and fro stays longer each time, and not for ever`() {
        var hold = FailoverHold<String>()
        hold.see("a", isTakenOver: false, isWanted: true, at: start)
        var now = 100
        var stays: [Int] = []
        for _ in 1...6 {
            hold.see("a", isTakenOver: true, isWanted: true, at: after(now))
            let left = (0...100).first { hold.mayMove("a", at: after(now + $0)) } ?? -1
            stays.append(left)
            now += left
            hold.see("a", isTakenOver: false, isWanted: true, at: after(now))
            now += 6
        }
        #expect(stays == [5, 10, 20, 40, 40, 40])
        hold.see("a", isTakenOver: true, isWanted: true, at: after(now + 600))
        #expect(hold.mayMove("a", at: after(now + 605)))
    }

    @Test func `A change of settings is followed at once`() {
        var hold = FailoverHold<String>()
        hold.see("a", isTakenOver: false, isWanted: true, at: start)
        hold.see("a", isTakenOver: true, isWanted: true, at: after(10))
        #expect(!hold.mayMove("a", at: after(11)))
        hold.see("a", isTakenOver: true, isWanted: false, at: after(11))
        #expect(hold.mayMove("a", at: after(11)))
        // By way of MongoDB to another Redis.
        hold.see("b", isTakenOver: false, isWanted: true, servedSince: 1, at: start)
        hold.see("b", isTakenOver: true, isWanted: true, servedSince: 5, at: after(10))
        #expect(hold.mayMove("b", at: after(10)))
    }
}
