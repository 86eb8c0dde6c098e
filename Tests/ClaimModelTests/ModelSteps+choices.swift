import Moderation

extension ModelSteps {
    mutating func number(below limit: Int) -> Int { Int(random.next() % UInt64(limit)) }

    mutating func pick<Value>(_ values: [Value]) -> Value { values[number(below: values.count)] }

    mutating func queue() -> QueueName { Self.queues[[0, 0, 0, 1, 2][number(below: 5)]] }

    /// Mostly an item that somebody holds or let expire, and that moderator; or one who held the round before.
    mutating func holding(_ view: ModelView) -> (PostID, ModeratorName) {
        if number(below: 10) == 0, let replaced = view.replaced.randomElement(using: &random) { return replaced }
        guard number(below: 4) > 0, let held = view.held.randomElement(using: &random) else {
            return (pick(posts), pick(Self.moderators))
        }
        return (held.post, held.moderator)
    }

    mutating func naming(_ post: PostID, _ view: ModelView) -> ModelCall.Naming {
        switch number(below: 10) {
        case 0..<6: .none
        case 6: .unknown
        case 7: .claim(recentClaim(view))
        default: .claim(claim(of: post, view))
        }
    }

    mutating func claim(of post: PostID, _ view: ModelView) -> Int64 {
        let known = view.held.first { $0.post == post }?.claim
        return number(below: 5) == 0 ? recentClaim(view) : known ?? recentClaim(view)
    }

    private mutating func recentClaim(_ view: ModelView) -> Int64 { max(0, view.newestClaim - Int64(number(below: 8))) }

    /// The last claim on an item before a loss, which its holder has proved, though somebody may have claimed it since.
    mutating func resuming(_ view: ModelView) -> ModelCall? {
        let lost = posts.filter { view.lostClaims[$0] != nil }
        let open = lost.filter { view.rounds[$0] == view.lostClaims[$0]?.round }
        guard let post = (open.isEmpty ? lost : open).randomElement(using: &random), let last = view.lostClaims[post]
        else { return nil }
        return .resume(post, by: last.moderator, claim: last.number, round: last.round)
    }

    /// Mostly the round that is there.
    mutating func nearRound(of post: PostID, _ view: ModelView) -> Int {
        max(1, (view.rounds[post] ?? 1) + [0, 0, 0, 0, 0, 0, 1, -1][number(below: 8)])
    }

    mutating func named(_ view: ModelView, in queue: QueueName) -> [LineItem] {
        let here = posts.filter { view.queues[$0] == queue || number(below: 10) == 0 }
        return here.shuffled(using: &random).prefix(1 + number(below: 3)).map { post in
            LineItem(post: post, round: nearRound(of: post, view), dueAt: Timestamp(milliseconds: 0))
        }
    }

    // MARK: - Items

    /// Items of one queue and priority where they are due at once, since only these have an order then. Several in one
    /// call where all of them have room: which of them get the last of it is not said.
    mutating func items(_ view: ModelView) -> [QueuedItem] {
        var queue = queue()
        var priority = pick(Priority.allCases)
        let count = view.hasRoomForAll ? 1 + number(below: 4) : 1
        let areDueAtOnce = number(below: 3) == 0
        var due = due()
        return posts.shuffled(using: &random).prefix(count).map { post in
            if !areDueAtOnce {
                made += 1
                due = self.due()
                priority = pick(Priority.allCases)
                queue = number(below: 3) > 0 ? queue : self.queue()
            }
            return item(post, view, in: queue, priority, due: due)
        }
    }

    /// In the order of the calls, though some come late: before what is in line.
    mutating func due() -> Int64 { Int64(made) * 10 - [0, 0, 5_000_000, 10_000_000][number(below: 4)] }

    /// In the round in which it was taken out of line; or in the one that is there, a newer or an older one.
    mutating func item(
        _ post: PostID,
        _ view: ModelView,
        in queue: QueueName,
        _ priority: Priority,
        due: Int64
    ) -> QueuedItem {
        let base: Int64 = 1_763_632_800_000
        let shelved = number(below: 4) > 0 ? view.shelf[post] : nil
        let known = view.rounds[post] ?? view.shelf[post] ?? view.lastClaims[post]?.round ?? 1
        let change = keepsRounds && number(below: 60) > 0 ? 0 : [0, 0, 0, 0, 0, 1, 1, 1, 1, -1][number(below: 10)]
        return QueuedItem(
            post: post,
            round: max(1, shelved ?? known + change),
            queue: queue,
            priority: priority,
            queuedAt: Timestamp(milliseconds: base + due - 1_000),
            dueAt: Timestamp(milliseconds: base + due),
            payload: Payload(content: #"{"n":\#(made),"text":"\#(post)"}"#, ai: #"{"score":0.5}"#)
        )
    }
}
