import Moderation

extension Line {
    // MARK: - Epochs

    /// Begins an epoch above this one: all that stood in line is gone, but for the claims adopted, which are live under the
    /// generations that they have. Their tokens are of this epoch: the record has a fence at its beginning, so that no
    /// decision that began before is stored any more.
    mutating func open(_ epoch: Int64, adopting holdings: [Holding], at now: Timestamp) -> LineReply {
        guard epoch > self.epoch else { return .epoch(self.epoch) }
        begin(at: now)
        state.mix(epoch)
        self.epoch = epoch
        isClosed = false
        generations = 0
        items = ItemStore()
        lines = [:]
        holders = [:]
        publisher = nil
        settled = []
        adoption = nil
        for holding in holdings where items.slot(of: holding.entry.post) == nil {
            var story = holding.entry.story ?? Story()
            story.deliveries = max(story.deliveries, 1)
            let hold = StandingItem.Hold(claim: holding.claim, token: nextGeneration(), showings: .forGood)
            add(holding.entry, hold: hold, story: story)
        }
        return .epoch(epoch)
    }

    mutating func adopt(
        _ holdings: [Holding],
        mark: String,
        isFirst: Bool,
        epoch: Int64,
        at now: Timestamp
    ) -> LineReply {
        guard epoch > self.epoch else { return .epoch(self.epoch) }
        begin(at: now)
        state.mix(mark)
        if isFirst { adoption = Adoption(epoch: epoch, mark: mark) }
        guard adoption?.epoch == epoch, adoption?.mark == mark else { return .epoch(self.epoch) }
        for holding in holdings {
            state.mix(holding.entry.post.description)
            state.mix(holding.claim.generation.number)
        }
        adoption?.holdings += holdings
        return .done
    }

    mutating func begin(_ epoch: Int64, mark: String, count: Int, at now: Timestamp) -> LineReply {
        guard epoch > self.epoch else { return .epoch(self.epoch) }
        guard count > 0 else { return open(epoch, adopting: [], at: now) }
        guard let adoption, adoption.epoch == epoch, adoption.mark == mark, adoption.holdings.count == count else {
            return .epoch(self.epoch)
        }
        return open(epoch, adopting: adoption.holdings, at: now)
    }

    // MARK: - The publisher's lease

    mutating func holdPublisherLease(_ name: String) -> Bool {
        if let known = publisher {
            let isValid = time < known.until
            // Whoever let it lapse missed what was acknowledged since, and begins anew under another name.
            guard isValid == (known.name == name) else { return false }
            if !isValid { settled = [] }
        }
        publisher = PublisherLease(name: name, until: time + Self.publisherLease)
        state.mix(name)
        return true
    }

    mutating func endPublisherLease(_ name: String) {
        guard holdsLease(name, at: time) else { return }
        publisher = nil
        settled = []
    }

    func holdsLease(_ name: String, at now: Timestamp) -> Bool {
        publisher.map { $0.name == name && now < $0.until } ?? false
    }

    // MARK: - Into the line

    mutating func publish(_ entries: [LineEntry], permit: PublishingPermit, most: Int) -> [PublishAnswer] {
        let isAllowed =
            switch permit {
            case .new(let until, _): time <= until
            case .publisher(let name): holdsLease(name, at: time)
            }
        guard isAllowed else { return entries.map { _ in .late } }
        let isPublisher = if case .publisher = permit { true } else { false }
        return entries.map { publish($0, isPublisher: isPublisher, most: most) }
    }

    private mutating func publish(_ entry: LineEntry, isPublisher: Bool, most: Int) -> PublishAnswer {
        let slot = items.slot(of: entry.post)
        let known = slot.flatMap { items[$0] }
        if let known, known.round >= entry.round { return .present }
        if isPublisher, settled.contains(LineRound(post: entry.post, round: entry.round)) { return .settled }
        // The older round may have been decided; whoever settles that publishes its result.
        if known?.hold?.settleAt != nil { return .late }
        guard known != nil || items.count < most else { return .full }
        let story = known?.story.leftToNewer(holding: known?.hold?.claim) ?? entry.story ?? Story()
        if let slot { remove(slot) }
        add(entry, hold: nil, story: story)
        announce(entry.queue)
        return .queued
    }

    private mutating func add(_ entry: LineEntry, hold: StandingItem.Hold?, story: Story) {
        published += 1
        add(StandingItem(entry, nth: published, since: time, hold: hold, story: story))
    }

    // MARK: - Out of it

    mutating func acknowledge(_ post: PostID, round: Int, storedIn: Int64) -> Bool {
        guard wouldPublish(post, round: round, storedIn: storedIn) else { return false }
        if let slot = items.slot(of: post), items[slot]?.round == round { remove(slot) }
        if let publisher, time < publisher.until { settled.insert(LineRound(post: post, round: round)) }
        announceResult()
        return true
    }

    mutating func withdraw(_ post: PostID, upTo round: Int) {
        guard let slot = items.slot(of: post), let item = items[slot], item.round <= round else { return }
        remove(slot)
    }

    mutating func shelve(_ rounds: [LineRound], from queue: QueueName, publisher name: String) -> [ShelvedStory]? {
        guard holdsLease(name, at: time) else { return nil }
        var shelved: [ShelvedStory] = []
        for named in rounds {
            guard let slot = items.slot(of: named.post), let item = items[slot], item.round == named.round,
                item.queue == queue, item.hold == nil
            else { continue }
            shelved.append(ShelvedStory(post: item.post, round: item.round, story: item.story.ifAny))
            remove(slot)
        }
        return shelved
    }
}
