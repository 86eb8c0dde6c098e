extension ItemRecord {
    /// All that is known to have happened to the item, oldest first: the facts in this record, and what a journal
    /// remembers of its claims.
    ///
    /// The two stores have a clock each. So that these don't show, an event is placed behind what it follows from: a
    /// round behind the end of the one before, a claim behind its round's beginning, a decision behind the claim that it
    /// was made under. Events of one instant come in the order of an item's life.
    ///
    /// A claim begins once, though servers that showed it later may have told of it as well, and it has ended before the next
    /// one begins.
    package func history(with claims: [ItemEvent]) -> [ItemEvent] {
        var begun: Set<Generation> = []
        let told = claims.filter { event in
            guard event.kind == .claimed, let generation = event.generation else { return true }
            return begun.insert(generation).inserted
        }
        let claims = told + ItemEvent.untoldExpiries(in: told)
        var beginnings: [Int: Timestamp] = [:]
        var lastEnd: Timestamp?
        func place(_ event: ItemEvent) -> Timestamp { max(event.at, beginnings[event.round] ?? event.at) }

        let facts = (log + decisions.map { ItemEvent($0.decision) }).enumerated()
            .sorted {
                ($0.element.round, $0.element.stage, $0.offset) < ($1.element.round, $1.element.stage, $1.offset)
            }
            .map(\.element)
        var placed: [(event: ItemEvent, at: Timestamp)] = []
        for fact in facts {
            if fact.kind == .ingested { beginnings[fact.round] = max(fact.at, lastEnd ?? fact.at) }
            var time = place(fact)
            if let claim = claims.last(where: fact.isDecision(under:)) { time = max(time, place(claim)) }
            placed.append((fact, time))
            lastEnd = max(time, lastEnd ?? time)
        }
        placed += claims.map { ($0, place($0)) }
        return placed.enumerated().map { (event: $1.event, key: SortKey($1.event, at: $1.at, nth: $0)) }
            .sorted { $0.key < $1.key }
            .map(\.event)
    }

    private struct SortKey: Comparable {
        private let time: Int64
        /// What comes first among events of one instant.
        private let rank: [Int64]

        init(_ event: ItemEvent, at time: Timestamp, nth: Int) {
            self.time = time.milliseconds
            // Claims follow each other by generation: the store counts them.
            let generation = event.generation?.number ?? .max
            rank = [Int64(event.round), event.stage, generation, Int64(nth)]
        }

        static func < (left: SortKey, right: SortKey) -> Bool {
            left.time == right.time ? left.rank.lexicographicallyPrecedes(right.rank) : left.time < right.time
        }
    }
}

extension ItemEvent {
    fileprivate func isDecision(under claim: ItemEvent) -> Bool {
        (kind == .approved || kind == .rejected) && claim.kind == .claimed && claim.round == round
            && claim.moderator == moderator
    }

    /// The order of these within a round, whatever its claims go through.
    fileprivate var stage: Int64 {
        switch kind {
        case .ingested: 0
        case .queued: 1
        case .claimed, .extended, .released, .expired, .escalated: 2
        case .approved, .rejected: 3
        case .superseded, .withdrawn: 4
        }
    }
}
