import Testing

@testable import MongoClaims

/// Who goes next, without a log.
@Suite struct TurnTests {
    private let start = ContinuousClock.now

    @Test func `who is alone, or loses by chance, takes the ordinary place`() {
        var turn = LogTurn()
        turn.begin(at: start)
        turn.won()
        #expect(turn.distance == 1)
        for _ in 0..<10 {
            turn.lost(passed: 1)
            turn.lost(passed: 1)
            #expect(turn.distance == 1)
            turn.won()
        }
    }

    @Test(arguments: [1, 2, 3, 5, 10, 20, 40])
    func `whoever asks gets a place after a few attempts, however fast others are`(entries: Int) {
        var turn = LogTurn()
        var attempts = 1
        // Others come so many places farther while an attempt is on its way.
        while turn.distance <= entries, attempts < 20 {
            turn.lost(passed: entries)
            attempts += 1
        }
        #expect(attempts <= 5, "a place \(turn.distance) ahead after \(attempts) attempts")
    }

    @Test func `a distance that was right is kept for a second, and one that was too large shrinks`() {
        var turn = LogTurn()
        turn.lost(passed: 9)
        #expect(turn.distance == 10)
        turn.placed(missing: 1, at: start)
        turn.begin(at: start + .milliseconds(900))
        #expect(turn.distance == 10)
        turn.placed(missing: 6, at: start)
        #expect(turn.distance == 7)
        turn.begin(at: start + .milliseconds(1_100))
        #expect(turn.distance == 1)
    }

    @Test func `where nobody else goes on, the next place is the ordinary one`() {
        var turn = LogTurn()
        turn.lost(passed: 9)
        turn.placed(missing: 9, at: start)
        turn.filled()
        #expect(turn.distance == 1)
    }

    @Test func `nobody goes farther ahead than others look`() {
        var turn = LogTurn()
        for _ in 0..<20 { turn.lost(passed: 50) }
        #expect(turn.distance == LogTurn.farthest)
    }
}
