import TestSupport

@testable import Waiting

/// A store with items, callers that take steps of their own in any order, and signals that come late: what could happen to
/// one line of a server.
struct Simulation {
    typealias Ticket = WaitingLine.Ticket

    enum Phase: Equatable {
        /// Its question is on its way.
        case asks
        /// The store has answered, with this item or none; the answer is on its way.
        case answered(item: Int?, ready: Int)
        case parked
    }

    private(set) var line = WaitingLine(.oneEach)
    private(set) var callers: [Ticket: Phase] = [:]
    /// By item, who may not have it.
    private(set) var items: [Int: Set<Ticket>] = [:]
    private var signals: [Int] = []
    private var made = 0
    private var random: SeededGenerator
    /// Whether items come that some callers may not have.
    private let hasBarred: Bool
    private(set) var announced = 0
    private(set) var entered = 0
    private(set) var questions = 0
    private(set) var unparked = 0
    private(set) var log: [String] = []
    private(set) var troubles: [String] = []

    init(seed: UInt64, hasBarred: Bool) {
        random = SeededGenerator(seed: seed)
        self.hasBarred = hasBarred
    }

    private mutating func pick(where isFit: (Phase) -> Bool) -> Ticket? {
        callers.filter { isFit($0.value) }.keys.sorted().randomElement(using: &random)
    }

    /// A while of it, at the end of which nothing is on its way.
    mutating func run() {
        for _ in 0..<Int.random(in: 5...60, using: &random) { step() }
        settle()
    }

    private mutating func step() {
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<14: bring(Int.random(in: 1...3, using: &random))
        case 14..<32: deliver()
        case 32..<48: enter()
        case 48..<68: serve()
        case 68..<92: finish()
        case 92..<97: if let ticket = pick(where: { _ in true }) { leave(ticket) }
        default:
            if let ticket = pick(where: { $0 == .parked }) {
                log.append("\(ticket) asks by itself")
                line.unpark(ticket)
                unparked += 1
                ask(ticket)
            }
        }
    }

    /// Lets everything that is on its way arrive.
    private mutating func settle() {
        while !signals.isEmpty || callers.values.contains(where: { $0 != .parked }) {
            deliver()
            serve()
            finish()
        }
    }

    /// Callers that wait although there is something that they may have.
    var forgotten: [Ticket] {
        callers.keys.filter { ticket in items.values.contains { !$0.contains(ticket) } }.sorted()
    }

    private mutating func bring(_ count: Int) {
        for _ in 0..<count {
            made += 1
            let isBarred = hasBarred && Bool.random(using: &random)
            items[made] = isBarred ? Set(callers.keys.sorted().filter { _ in Bool.random(using: &random) }) : []
        }
        log.append("\(count) items came")
        signals.append(count)
    }

    private mutating func deliver() {
        guard !signals.isEmpty else { return }
        let count = signals.removeFirst()
        announced += count
        let parked = callers.filter { $0.value == .parked }.keys.sorted()
        let woken = line.announce(count)
        log.append("signal of \(count) wakes \(woken)")
        if woken != Array(parked.prefix(count)) { troubles.append("of \(parked) were woken \(woken) by \(count)") }
        wake(woken)
    }

    private mutating func enter() {
        let ticket = line.enter()
        log.append("\(ticket) enters")
        entered += 1
        ask(ticket)
    }

    private mutating func ask(_ ticket: Ticket) {
        questions += 1
        callers[ticket] = .asks
    }

    private mutating func serve() {
        guard let ticket = pick(where: { $0 == .asks }) else { return }
        let item = items.keys.sorted().first { items[$0]?.contains(ticket) == false }
        if let item { items[item] = nil }
        log.append("the store gives \(ticket) \(item.map(String.init) ?? "nothing")")
        callers[ticket] = .answered(item: item, ready: items.count)
    }

    private mutating func finish() {
        guard let ticket = pick(where: { if case .answered = $0 { true } else { false } }),
            case .answered(let item, let ready) = callers[ticket]
        else { return }
        let woken = line.answered(ticket, LineAnswer(isServed: item != nil, ready: ready))
        log.append("\(ticket) has its answer, which wakes \(woken)")
        wake(woken)
        if item != nil {
            callers[ticket] = nil
            wake(line.leave(ticket))
        } else if line.park(ticket) {
            callers[ticket] = .parked
        } else {
            log.append("\(ticket) asks again")
            ask(ticket)
        }
    }

    /// Its client has gone. A claim that was made for it is undone, which brings the item back with a signal.
    mutating func leave(_ ticket: Ticket) {
        if case .answered(let item?, _) = callers[ticket] {
            items[item] = []
            signals.append(1)
        }
        callers[ticket] = nil
        let woken = line.leave(ticket)
        log.append("\(ticket) leaves, which wakes \(woken)")
        wake(woken)
    }

    private mutating func wake(_ woken: [Ticket]) {
        for ticket in woken {
            if callers[ticket] != .parked { troubles.append("\(ticket) was woken and was not parked") }
            ask(ticket)
        }
    }
}
