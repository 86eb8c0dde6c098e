@testable import Waiting

/// A line that expectations can change.
final class LineUnderTest {
    private var line: WaitingLine

    init(_ rule: WaitingLine.Rule = .oneEach) { line = WaitingLine(rule) }

    var isEmpty: Bool { line.isEmpty }
    var parkedCount: Int { line.parkedCount }

    func enter() -> Int { line.enter() }
    func answered(_ ticket: Int, _ answer: LineAnswer) -> [Int] { line.answered(ticket, answer) }
    func park(_ ticket: Int) -> Bool { line.park(ticket) }
    func unpark(_ ticket: Int) { line.unpark(ticket) }
    func leave(_ ticket: Int) -> [Int] { line.leave(ticket) }
    func announce(_ count: Int) -> [Int] { line.announce(count) }
    func lookOnce() -> [Int] { line.lookOnce() }
    func doubt() -> [Int] { line.doubt() }

    /// Callers that asked once, got nothing and are parked.
    func parked(_ count: Int) -> [Int] {
        (0..<count).map { _ in
            let ticket = enter()
            _ = answered(ticket, LineAnswer(isServed: false))
            _ = park(ticket)
            return ticket
        }
    }
}
