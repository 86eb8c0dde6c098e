import Moderation

/// The orders in which the items of one queue stand.
struct QueueLine: Sendable {
    /// What can be claimed, the earliest due first.
    private(set) var waiting = OrderedPlaces()
    /// What is claimed, by the instant at which somebody must look again.
    private(set) var deadlines = OrderedPlaces()
    /// Everything, by when it came into the queue.
    private(set) var stays = OrderedPlaces()
    /// Of what waits, what each moderator released, in the order of `waiting`. None is empty.
    private var avoided: [ModeratorName: OrderedPlaces] = [:]
    /// What waits of each priority, by when it was queued.
    private var queued = [OrderedPlaces](repeating: OrderedPlaces(), count: Priority.allCases.count)
    private var claimed = [Int](repeating: 0, count: Priority.allCases.count)

    var isEmpty: Bool { stays.isEmpty }

    mutating func arrive(_ item: StandingItem, in slot: Int) {
        stays.insert(Place(at: item.since.milliseconds, nth: item.nth, slot: slot))
    }

    mutating func leave(_ item: StandingItem, from slot: Int) {
        stays.remove(Place(at: item.since.milliseconds, nth: item.nth, slot: slot))
    }

    /// Gives the item its place, among what waits or what is claimed.
    mutating func list(_ item: StandingItem, in slot: Int) {
        if let hold = item.hold {
            deadlines.insert(Place(at: hold.deadline.milliseconds, nth: item.nth, slot: slot))
            claimed[item.priority.rank] += 1
            return
        }
        let place = Place(at: item.dueAt.milliseconds, nth: item.nth, slot: slot)
        waiting.insert(place)
        queued[item.priority.rank].insert(Place(at: item.queuedAt.milliseconds, nth: item.nth, slot: slot))
        for moderator in item.story.released { avoided[moderator, default: OrderedPlaces()].insert(place) }
    }

    /// Takes its place away; it is as it was when it got that.
    mutating func unlist(_ item: StandingItem, in slot: Int) {
        if let hold = item.hold {
            deadlines.remove(Place(at: hold.deadline.milliseconds, nth: item.nth, slot: slot))
            claimed[item.priority.rank] -= 1
            return
        }
        let place = Place(at: item.dueAt.milliseconds, nth: item.nth, slot: slot)
        waiting.remove(place)
        queued[item.priority.rank].remove(Place(at: item.queuedAt.milliseconds, nth: item.nth, slot: slot))
        for moderator in item.story.released {
            avoided[moderator]?.remove(place)
            if avoided[moderator]?.isEmpty ?? false { avoided[moderator] = nil }
        }
    }

    /// The earliest due item that the moderator did not release.
    func next(for moderator: ModeratorName) -> Int? {
        guard let released = avoided[moderator] else { return waiting.first?.slot }
        return waiting.first(notIn: released)?.slot
    }

    /// How much of what waits the moderator released.
    func released(by moderator: ModeratorName) -> Int { avoided[moderator]?.count ?? 0 }

    /// What is due to be looked at, the earliest first.
    func due(at now: Timestamp, limit: Int) -> [Int] {
        deadlines.inOrder.prefix(limit).prefix { $0.at <= now.milliseconds }.map(\.slot)
    }

    /// When the next item may come back by itself; never in the past.
    func nextExpiry(at now: Timestamp) -> Timestamp? {
        deadlines.first.map { Timestamp(milliseconds: max($0.at, now.milliseconds)) }
    }

    var outlook: QueueOutlook {
        QueueOutlook(
            nextDeadline: deadlines.first.map { Timestamp(milliseconds: $0.at) },
            oldestSince: stays.first.map { Timestamp(milliseconds: $0.at) }
        )
    }

    func stats(at now: Timestamp) -> QueueStats {
        var priorities: [Priority: PriorityStats] = [:]
        for priority in Priority.allCases {
            let waiting = queued[priority.rank]
            priorities[priority] = PriorityStats(
                ready: waiting.count,
                claimed: claimed[priority.rank],
                oldestQueuedAt: waiting.first.map { Timestamp(milliseconds: $0.at) }
            )
        }
        return QueueStats(
            ready: waiting.count,
            claimed: deadlines.count,
            nextExpiryAt: nextExpiry(at: now),
            priorities: priorities
        )
    }
}

extension Priority {
    /// Its place among all, the most urgent first.
    fileprivate var rank: Int {
        switch self {
        case .urgent: 0
        case .high: 1
        case .normal: 2
        case .low: 3
        }
    }
}
