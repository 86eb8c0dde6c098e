import EventLoop

/// A line of the room, with what it takes to wake those who are parked in it. Instants are in nanoseconds of
/// `MonotonicClock`.
struct RoomLine {
    var machine: WaitingLine
    /// Of those who are parked.
    var calls: [WaitingLine.Ticket: ParkedCall] = [:]
    /// Armed for `timerDue`; what is due was perhaps put off since.
    var timer: LoopTimer?
    var timerDue: UInt64 = .max
    /// When one of the parked looks whether signals were missed.
    var doubtDue: UInt64 = 0
    /// When the next item may come back by itself.
    var changeDue: UInt64?

    init(_ rule: WaitingLine.Rule) { machine = WaitingLine(rule) }

    /// Takes those out who are to go on.
    mutating func take(_ tickets: [WaitingLine.Ticket]) -> [OneShot<WaitEnd>] {
        tickets.compactMap { calls.removeValue(forKey: $0)?.end }
    }

    /// Does what is due at `now`; gives who is woken.
    mutating func lookIfDue(_ now: UInt64) -> [WaitingLine.Ticket] {
        // A timer that another one took the place of has nothing to say.
        guard now >= timerDue else { return [] }
        timer = nil
        timerDue = .max
        let isChangeDue = changeDue.map { $0 <= now } ?? false
        if isChangeDue { changeDue = nil }
        if doubtDue <= now { return machine.doubt() }
        return isChangeDue ? machine.lookOnce() : []
    }
}
