/// Who waits in one line, and whom to wake: first come, first served. A pure value: it decides, its owner acts.
///
/// A caller enters, asks the store, and parks if it got nothing; woken, it asks again. It keeps its place until it leaves.
/// A signal that comes while a caller asks may tell of an item that its question came too early for. So what of a
/// signal wakes nobody is kept as a permit, for as long as somebody is asking: whoever parks takes one and asks once more.
///
/// A wake is good for one answer. It passes on to the next who was not asked since the signal if the woken caller leaves
/// without asking, or may not have the items that are left.
struct WaitingLine {
    /// A caller's place in the order: it rises with each that enters.
    typealias Ticket = Int

    enum Rule {
        /// What comes is for one: as many are woken as items came.
        case oneEach
        /// What comes is for everyone.
        case everyone
    }

    private struct Wake {
        /// The number of the signal that it comes from.
        let signal: Int
        /// Whether it comes from a doubt that signals were missed, so that what the store has left is news.
        let isDoubt: Bool
    }

    private struct Parked {
        let ticket: Ticket
        let asked: Int
    }

    private struct Asking {
        /// The newest signal when it began to ask. Its answer holds what that one and earlier ones told of.
        let asked: Int
        var wake: Wake?
    }

    private let rule: Rule
    private var lastTicket = 0
    private var lastSignal = 0
    /// By ticket.
    private var parked: [Parked] = []
    private var asking: [Ticket: Asking] = [:]
    /// By signal; at most as many as are asking. Where what comes is for everyone, the number of the signal is enough.
    private var permits: [Wake] = []

    init(_ rule: Rule) { self.rule = rule }

    var isEmpty: Bool { parked.isEmpty && asking.isEmpty }
    var parkedCount: Int { parked.count }

    // MARK: - Callers

    /// Before the caller asks for the first time.
    mutating func enter() -> Ticket {
        lastTicket += 1
        asking[lastTicket] = Asking(asked: lastSignal)
        return lastTicket
    }

    /// What the caller was answered.
    /// - Returns: who is woken.
    mutating func answered(_ ticket: Ticket, _ answer: LineAnswer) -> [Ticket] {
        guard let wake = asking[ticket]?.wake else { return [] }
        asking[ticket]?.wake = nil
        if answer.isServed {
            guard wake.isDoubt else { return [] }
            switch rule {
            case .oneEach: return answer.ready > 0 ? announce(answer.ready) : []
            case .everyone: return announce(1)
            }
        }
        return answer.ready > 0 ? passOn(wake) : []
    }

    /// After an answer that held nothing.
    /// - Returns: false if the caller has to ask again at once, and is not parked.
    mutating func park(_ ticket: Ticket) -> Bool {
        guard let caller = asking.removeValue(forKey: ticket) else { return true }
        switch rule {
        case .everyone:
            if caller.asked < lastSignal {
                asking[ticket] = Asking(asked: lastSignal)
                return false
            }
        case .oneEach:
            if let index = permits.firstIndex(where: { $0.signal > caller.asked }) {
                asking[ticket] = Asking(asked: lastSignal, wake: permits.remove(at: index))
                return false
            }
        }
        let index = parked.partitioningIndex { $0.ticket > ticket }
        parked.insert(Parked(ticket: ticket, asked: caller.asked), at: index)
        dropIdlePermits()
        return true
    }

    /// The caller asks once more without having been woken. One that was woken keeps its wake.
    mutating func unpark(_ ticket: Ticket) {
        if removeParked(ticket) { asking[ticket] = Asking(asked: lastSignal) }
    }

    /// The caller is done, or gone.
    /// - Returns: who is woken in its place.
    mutating func leave(_ ticket: Ticket) -> [Ticket] {
        if removeParked(ticket) { return [] }
        let unused = asking.removeValue(forKey: ticket)?.wake
        defer { dropIdlePermits() }
        return unused.map { passOn($0) } ?? []
    }

    // MARK: - Signals

    /// Items came, or results.
    /// - Returns: who is woken.
    mutating func announce(_ count: Int) -> [Ticket] {
        lastSignal += 1
        let wake = Wake(signal: lastSignal, isDoubt: false)
        let woken = rule == .everyone ? parked[...] : parked.prefix(count)
        parked.removeFirst(woken.count)
        // Those who asked before the signal; of the ones woken by it nobody did.
        let rest = min(count - woken.count, asking.count)
        for caller in woken { asking[caller.ticket] = Asking(asked: lastSignal, wake: wake) }
        if rule == .oneEach, rest > 0 {
            permits.append(contentsOf: repeatElement(wake, count: rest))
            dropIdlePermits()
        }
        return woken.map(\.ticket)
    }

    /// Something may have come back by itself: one looks.
    mutating func lookOnce() -> [Ticket] { look(isDoubt: false) }

    /// Signals may have been missed: one looks, and others if that one finds something.
    mutating func doubt() -> [Ticket] { look(isDoubt: true) }

    private mutating func look(isDoubt: Bool) -> [Ticket] {
        lastSignal += 1
        return passOn(Wake(signal: lastSignal, isDoubt: isDoubt))
    }

    /// Wakes the next who has not asked since the signal, or leaves a permit to those who are asking.
    private mutating func passOn(_ wake: Wake) -> [Ticket] {
        if let index = nextIndex(after: wake.signal) {
            let caller = parked.remove(at: index)
            asking[caller.ticket] = Asking(asked: lastSignal, wake: wake)
            return [caller.ticket]
        }
        if rule == .oneEach {
            permits.insert(wake, at: permits.partitioningIndex { $0.signal > wake.signal })
            dropIdlePermits()
        }
        return []
    }

    private func nextIndex(after signal: Int) -> Int? {
        switch rule {
        case .oneEach: return parked.firstIndex { $0.asked < signal }
        case .everyone:
            // Readers stand at places of their own, and one that is ahead of all results would find none for ever: so
            // whoever has not asked for longest.
            guard let index = parked.indices.min(by: { parked[$0].asked < parked[$1].asked }) else { return nil }
            return parked[index].asked < signal ? index : nil
        }
    }

    /// The oldest go first, since fewer callers can use them: those who began to ask before the signal.
    private mutating func dropIdlePermits() {
        let surplus = permits.count - asking.count
        if surplus > 0 { permits.removeFirst(surplus) }
    }

    private mutating func removeParked(_ ticket: Ticket) -> Bool {
        let index = parked.partitioningIndex { $0.ticket >= ticket }
        guard index < parked.count, parked[index].ticket == ticket else { return false }
        parked.remove(at: index)
        return true
    }
}

extension Array {
    /// Where the elements begin that `belongsBehind` holds for, in an array that has them all behind the others.
    fileprivate func partitioningIndex(where belongsBehind: (Element) -> Bool) -> Int {
        var low = startIndex
        var high = endIndex
        while low < high {
            let middle = low + (high - low) / 2
            if belongsBehind(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
