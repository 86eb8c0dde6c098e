package import Lines
package import Moderation
import ModerationJSON
import Synchronization

/// A claim store over one line for each client, in memory and by a clock that only moves when told: what the line answers
/// can be compared with any other store's.
///
/// What a read promises of a command (`idleAnswer`, `isDue`, `wouldPublish`) is compared with what came of it; a difference is a
/// `StoreFailure`.
package final class LineClaims: ClaimStore, BoundedLine {
    private let clients = Mutex<[ClientID: State]>([:])
    private let clock: ManualClock
    private let text: @Sendable (Decision) -> String

    /// A command as it was applied.
    package struct Applied: Sendable {
        package let command: LineCommand
        package let epoch: Int64
        package let now: Timestamp
    }

    private struct State {
        var epoch: Int64 = 1
        var line = Line()
        var applied: [Applied] = []
        var payloads: [LineRound: Payload] = [:]
        var results: [(decision: Decision, at: Timestamp)] = []
        var forgotten = 0

        init(now: Timestamp) { apply(.open(adopting: []), now) }

        @discardableResult
        mutating func apply(_ command: LineCommand, _ now: Timestamp, in other: Int64? = nil) -> LineReply {
            let epoch = other ?? epoch
            applied.append(Applied(command: command, epoch: epoch, now: now))
            return line.apply(command, epoch: epoch, at: now)
        }
    }

    /// - Parameter text: how a decision is written in `results`.
    package init(
        clock: ManualClock = ManualClock(),
        text: @escaping @Sendable (Decision) -> String = { $0.id }
    ) {
        self.clock = clock
        self.text = text
    }

    package var now: Timestamp { clock.now }

    package func advance(by duration: Duration) { clock.advance(by: duration) }

    /// As if all had been lost, and the next epoch begun.
    package func loseData(of client: ClientID) {
        change(client) { state, now in
            state.epoch += 1
            state.results = []
            state.forgotten = 0
            state.apply(.open(adopting: []), now)
        }
    }

    package func line(of client: ClientID) -> Line { change(client) { state, _ in state.line } }

    /// Goes on with another line, as a server does that has read an image.
    package func replace(_ line: Line, of client: ClientID) { change(client) { state, _ in state.line = line } }

    /// All that was applied to the client's line.
    package func applied(to client: ClientID) -> [Applied] { change(client) { state, _ in state.applied } }

    /// What went out in this epoch and is kept.
    package func decisions(of client: ClientID) -> [Decision] {
        change(client) { state, _ in state.results.map(\.decision) }
    }

    @discardableResult
    private func change<Result, Failure: Error>(
        _ client: ClientID,
        _ body: (inout State, Timestamp) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let now = clock.now
        return try clients.withLock { clients throws(Failure) in
            try body(&clients[client, default: State(now: now)], now)
        }
    }

    func adopt(
        _ holdings: [Holding],
        _ items: [QueuedItem],
        mark: String,
        isFirst: Bool,
        epoch: Int64,
        of client: ClientID
    ) {
        change(client) { state, now in
            for item in items { state.payloads[LineRound(post: item.post, round: item.round)] = item.payload }
            state.apply(.adopt(holdings, mark: mark, isFirst: isFirst), now, in: epoch)
        }
    }

    func begin(_ epoch: Int64, mark: String, adopted count: Int, of client: ClientID) {
        change(client) { state, now in
            guard epoch > state.epoch else { return }
            state.apply(.begin(mark: mark, count: count), now, in: epoch)
            state.epoch = epoch
        }
    }

    @discardableResult
    func apply(_ command: LineCommand, _ client: Client) -> LineReply {
        change(client.id) { state, now in state.apply(command, now) }
    }

    private func unexpected(_ reply: LineReply) -> StoreFailure { StoreFailure("the line answered \(reply)") }

    // MARK: - Into the line

    package func permitForNewItems(of client: Client) async throws(StoreFailure) -> PublishingPermit {
        .new(until: clock.now + Recovery.permitForNewItems)
    }

    package func holdPublisherLease(_ name: String, for client: Client) async throws(StoreFailure) -> Bool {
        let reply = apply(.holdPublisherLease(name: name), client)
        guard case .lease(let isHeld) = reply else { throw unexpected(reply) }
        return isHeld
    }

    package func endPublisherLease(_ name: String, for client: Client) async throws(StoreFailure) {
        apply(.endPublisherLease(name: name), client)
    }

    package func publish(
        _ items: [QueuedItem],
        for client: Client,
        permit: PublishingPermit
    ) async throws(StoreFailure) -> [PublishAnswer] {
        var entries: [LineEntry] = []
        for item in items {
            do throws(InvalidField) {
                let story = if let carried = item.carried { try Story(text: carried) } else { nil as Story? }
                entries.append(LineEntry(item, story: story))
            } catch {
                throw StoreFailure("\(error)")
            }
        }
        return try change(client.id) { state, now throws(StoreFailure) in
            let reply = state.apply(.publish(entries, permit: permit, most: client.settings.maxQueued), now)
            guard case .published(let answers) = reply else { throw unexpected(reply) }
            for (item, answer) in zip(items, answers) where answer == .queued {
                state.payloads[LineRound(post: item.post, round: item.round)] = item.payload
            }
            return answers
        }
    }

    // MARK: - Claims

    package func claim(_ request: ClaimRequest) async throws(StoreFailure) -> WorkingSet {
        let claim = LineClaim(request)
        return try change(request.client.id) { state, now throws(StoreFailure) in
            let idle = state.line.idleAnswer(to: claim, at: now)
            let before = state.line.image().items
            let reply = state.apply(.claim(claim), now)
            guard case .workingSet(let set) = reply else { throw unexpected(reply) }
            let hasChanged = state.line.image().items != before
            guard hasChanged == (idle == nil), idle ?? set == set else {
                throw StoreFailure("a claim was to answer \(idle as Any) and answered \(set)")
            }
            return WorkingSet(
                items: set.items.map { item in
                    let round = LineRound(post: item.entry.post, round: item.entry.round)
                    return item.completed(with: state.payloads[round] ?? Payload())
                },
                queue: set.queue,
                now: set.now,
                ended: set.ended
            )
        }
    }

    package func unclaim(_ post: PostID, generation: Generation, for client: Client) async throws(StoreFailure) {
        apply(.takeBack(post, generation: generation), client)
    }

    package func expire(
        _ queue: QueueName,
        of client: Client
    ) async throws(StoreFailure) -> (ended: [EndedClaim], overdue: [OverdueDecision]) {
        try change(client.id) { state, now throws(StoreFailure) in
            let isDue = state.line.isDue(queue, at: now)
            let reply = state.apply(.expire(queue, maxExpiries: client.settings.maxExpiries), now)
            guard case .expired(let ended, let overdue) = reply, isDue == !(ended.isEmpty && overdue.isEmpty) else {
                throw unexpected(reply)
            }
            return (ended, overdue)
        }
    }

    // MARK: - Deciding

    package func beginDecision(
        on post: PostID,
        by moderator: ModeratorName,
        naming claim: NamedClaim,
        for client: Client
    ) async throws(StoreFailure) -> DecisionStart {
        let reply = apply(.beginDecision(post, by: moderator, naming: claim), client)
        guard case .decision(let start) = reply else { throw unexpected(reply) }
        return start
    }

    package func resumeDecision(
        on post: PostID,
        by moderator: ModeratorName,
        under lost: LostClaim,
        for client: Client
    ) async throws(StoreFailure) -> DecisionStart {
        let reply = apply(.resumeDecision(post, by: moderator, under: lost), client)
        guard case .decision(let start) = reply else { throw unexpected(reply) }
        return start
    }

    package func acknowledge(_ stored: StoredDecision, for client: Client) async throws(StoreFailure) {
        let decision = stored.decision
        try change(client.id) { state, now throws(StoreFailure) in
            let wouldPublish = state.line.wouldPublish(
                decision.post,
                round: decision.round,
                storedIn: stored.epoch
            )
            let reply = state.apply(
                .acknowledge(decision.post, round: decision.round, storedIn: stored.epoch),
                now
            )
            guard case .acknowledged(let isResult) = reply, isResult == wouldPublish else { throw unexpected(reply) }
            if isResult { state.results.append((decision, now)) }
        }
    }

    package func reopen(_ post: PostID, token: Generation, for client: Client) async throws(StoreFailure) {
        apply(.reopen(post, token: token), client)
    }

    package func withdraw(_ post: PostID, upTo round: Int, for client: Client) async throws(StoreFailure) {
        apply(.withdraw(post, upTo: round), client)
    }

    // MARK: - Holding

    package func extend(
        _ post: PostID,
        by moderator: ModeratorName,
        naming claim: NamedClaim,
        for client: Client
    ) async throws(StoreFailure) -> ClaimAnswer {
        let settings = client.settings
        return try answer(
            .extend(post, by: moderator, naming: claim, lease: settings.lease, maxHold: settings.maxHold),
            client
        )
    }

    package func release(
        _ post: PostID,
        by moderator: ModeratorName,
        naming claim: NamedClaim,
        anyones: Bool,
        for client: Client
    ) async throws(StoreFailure) -> ClaimAnswer {
        let most = client.settings.maxReleases
        return try answer(
            .release(post, by: moderator, naming: claim, anyones: anyones, maxReleases: most),
            client
        )
    }

    package func escalate(
        _ post: PostID,
        by moderator: ModeratorName,
        naming claim: NamedClaim,
        for client: Client
    ) async throws(StoreFailure) -> ClaimAnswer {
        try answer(.escalate(post, by: moderator, naming: claim), client)
    }

    private func answer(_ command: LineCommand, _ client: Client) throws(StoreFailure) -> ClaimAnswer {
        let reply = apply(command, client)
        guard case .claim(let answer) = reply else { throw unexpected(reply) }
        return answer
    }

    // MARK: - The shelf

    package func overstayed(
        in queue: QueueName,
        of client: Client,
        limit: Int
    ) async throws(StoreFailure) -> [(post: PostID, round: Int)] {
        change(client.id) { state, now in
            state.line.overstayed(in: queue, itemTTL: client.settings.itemTTL, limit: limit, now: now)
                .map { ($0.post, $0.round) }
        }
    }

    package func window(
        of queue: QueueName,
        for client: Client,
        tail: Int
    ) async throws(StoreFailure) -> QueueWindow {
        line(of: client.id).window(of: queue, tail: tail)
    }

    package func shelve(
        _ items: [(post: PostID, round: Int)],
        from queue: QueueName,
        of client: Client,
        publisher: String
    ) async throws(StoreFailure) -> [ShelvedItem]? {
        let rounds = items.map { LineRound(post: $0.post, round: $0.round) }
        let reply = apply(.shelve(rounds, from: queue, publisher: publisher), client)
        guard case .shelved(let shelved) = reply else { throw unexpected(reply) }
        return shelved?.map { ShelvedItem(post: $0.post, round: $0.round, carried: $0.story?.text) }
    }

    package func trimResults(of client: Client) async throws(StoreFailure) {
        change(client.id) { state, now in
            let old = state.results.prefix { $0.at + client.settings.resultsKept < now }.count
            state.results.removeFirst(old)
            state.forgotten += old
        }
    }

    // MARK: - Reading

    package func queues(of client: Client) async throws(StoreFailure) -> [QueueName] { line(of: client.id).queues }

    package func rounds(of posts: [PostID], for client: Client) async throws(StoreFailure) -> [PostID: Int] {
        line(of: client.id).rounds(of: posts)
    }

    package func look(at post: PostID, for client: Client) async throws(StoreFailure) -> ItemLook? {
        line(of: client.id).look(at: post, now: clock.now)
    }

    package func stats(of client: Client) async throws(StoreFailure) -> ClientStats {
        line(of: client.id).stats(now: clock.now)
    }

    /// A cursor is the epoch and the number of its results before it.
    package func results(
        of client: Client,
        after cursor: String,
        limit: Int
    ) async throws(StoreFailure) -> (decisions: [String], next: String) {
        change(client.id) { state, _ in
            let parts = cursor.split(separator: "-")
            let isOfEpoch = parts.first.flatMap { Int64($0) } == state.epoch
            let before = isOfEpoch ? parts.last.flatMap { Int($0) } ?? 0 : 0
            let page = state.results.dropFirst(max(0, before - state.forgotten)).prefix(limit)
            let next = page.isEmpty ? cursor : "\(state.epoch)-\(page.endIndex + state.forgotten)"
            return (page.map { text($0.decision) }, next)
        }
    }

    package func epoch(of client: Client) async throws(StoreFailure) -> Int64 {
        change(client.id) { state, _ in state.epoch }
    }
}
