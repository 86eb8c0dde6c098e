import Moderation

/// Every change of an item goes through these, so that all orders agree with it and the digest knows of it.
extension Line {
    /// What the digest takes of a change.
    private enum Mark: UInt64 {
        case waits = 1
        case held, gone
    }

    mutating func add(_ item: StandingItem) {
        let slot = items.insert(item)
        lines[item.queue, default: QueueLine()].arrive(item, in: slot)
        state.mix(item.post.description)
        state.mix(Int64(item.round))
        state.mix(item.dueAt.milliseconds)
        list(item, slot)
    }

    @discardableResult
    mutating func remove(_ slot: Int) -> StandingItem? {
        guard let item = items[slot] else { return nil }
        unlist(item, slot)
        leave(item, slot)
        items.remove(slot)
        state.mix(Mark.gone.rawValue)
        state.mix(item.nth)
        return item
    }

    /// Changes an item, which may move it from one order or queue into another.
    mutating func change(_ slot: Int, _ body: (inout StandingItem) -> Void) {
        guard let before = items[slot] else { return }
        unlist(before, slot)
        var item = before
        body(&item)
        items.replace(slot, with: item)
        if item.queue != before.queue || item.since != before.since {
            leave(before, slot)
            lines[item.queue, default: QueueLine()].arrive(item, in: slot)
        }
        list(item, slot)
    }

    private mutating func leave(_ item: StandingItem, _ slot: Int) {
        lines[item.queue]?.leave(item, from: slot)
        if lines[item.queue]?.isEmpty ?? false { lines[item.queue] = nil }
    }

    private mutating func list(_ item: StandingItem, _ slot: Int) {
        lines[item.queue]?.list(item, in: slot)
        state.mix(item.hold == nil ? Mark.waits.rawValue : Mark.held.rawValue)
        state.mix(item.nth)
        state.mix(item.queue.description)
        state.mix(Int64(item.story.deliveries))
        state.mix(Int64(item.story.expiries))
        state.mix(Int64(item.story.released.count))
        guard let hold = item.hold else { return }
        state.mix(hold.claim.moderator.description)
        state.mix(hold.claim.generation.number)
        state.mix(hold.storedUnder.number)
        state.mix(hold.deadline.milliseconds)
        if hold.showings != .one { state.mix(Int64(hold.showings.count)) }
        var held = holders[hold.claim.moderator] ?? []
        var index = held.count
        // One that is taken up again stands among newer ones.
        while index > 0, generation(held[index - 1]) > hold.claim.generation { index -= 1 }
        held.insert(slot, at: index)
        holders[hold.claim.moderator] = held
    }

    private mutating func unlist(_ item: StandingItem, _ slot: Int) {
        lines[item.queue]?.unlist(item, in: slot)
        guard let moderator = item.hold?.claim.moderator, var held = holders[moderator] else { return }
        held.removeAll { $0 == slot }
        holders[moderator] = held.isEmpty ? nil : held
    }

    private func generation(_ slot: Int) -> Generation { items[slot]?.hold?.claim.generation ?? Generation(0) }
}
