package import Moderation

/// What is known of one client's line, as a state machine: the same commands at the same times give the same answers and the
/// same state, in whatever process.
///
/// It does what `MemoryClaims`, the reference, does, in time that hardly grows with what waits. It has no clock: each command
/// brings the instant at which it happens. Nothing here depends on the order in which a `Dictionary` or a `Set` is read,
/// which differs from process to process.
package struct Line: Sendable {
    /// 0 until the first `open`; then claims can be made.
    package internal(set) var epoch: Int64 = 0
    package internal(set) var isClosed = false
    /// When the last command happened. Time never goes back: a command that says so happens now.
    package internal(set) var time = Timestamp(milliseconds: 0)
    /// Generations and tokens given out in this epoch.
    package internal(set) var generations: Int64 = 0
    /// How many items were ever put into line; counts on through all epochs.
    var published: Int64 = 0

    var items = ItemStore()
    /// Those that hold an item.
    var lines: [QueueName: QueueLine] = [:]
    /// The slots of what each moderator holds, the oldest claim first. None is empty.
    var holders: [ModeratorName: [Int]] = [:]

    var publisher: PublisherLease?
    /// What was acknowledged under the publisher's lease.
    var settled: Set<LineRound> = []

    /// What the next epoch will begin with.
    var adoption: Adoption?

    var state = LineDigest()
    private var ready: [QueueName: Int] = [:]
    private var results = 0

    /// How long a decision may take before it is given to someone to look into.
    package static let settleAfter: Duration = .seconds(10)
    package static let publisherLease: Duration = .seconds(10)
    /// Claims looked at in one `claim` and in one `expire`: a wave of expiries is spread over many commands.
    static let returnedByClaim = 16
    static let returnedByExpire = 200

    package init() {}

    /// Whether claims are put aside for the next epoch, which no image contains.
    package var isAdopting: Bool { adoption != nil }

    /// How many items the line holds, of all queues.
    package var itemCount: Int { items.count }

    /// Follows from all that was applied and what came of it: replicas that have the same state have the same one, and those
    /// that differ have different ones, but for chance.
    package var digest: UInt64 { state.value }

    /// Carries a command out.
    ///
    /// - Parameters:
    ///   - epoch: the one that the caller believes in force; for `open`, the one that begins.
    ///   - now: when the command happens.
    package mutating func apply(_ command: LineCommand, epoch: Int64, at now: Timestamp) -> LineReply {
        switch command {
        case .open(let adopted): return open(epoch, adopting: adopted, at: now)
        case .adopt(let holdings, let mark, let isFirst):
            return adopt(holdings, mark: mark, isFirst: isFirst, epoch: epoch, at: now)
        case .begin(let mark, let count): return begin(epoch, mark: mark, count: count, at: now)
        default: break
        }
        guard epoch == self.epoch else { return .epoch(self.epoch) }
        begin(at: now)
        if isClosed, !command.countsWhenClosed { return .closed }
        return carryOut(command)
    }

    private mutating func carryOut(_ command: LineCommand) -> LineReply {
        switch command {
        case .open, .adopt, .begin: return .epoch(epoch)
        case .close:
            isClosed = true
            return .closed
        case .holdPublisherLease(let name): return .lease(isHeld: holdPublisherLease(name))
        case .endPublisherLease(let name): endPublisherLease(name)
        case .publish(let entries, let permit, let most):
            return .published(publish(entries, permit: permit, most: most))
        case .claim(let claim): return .workingSet(self.claim(claim))
        case .takeBack(let post, let generation): takeBack(post, generation: generation)
        case .unclaim(let post, let generation): unclaim(post, generation: generation)
        case .beginDecision(let post, let moderator, let named, let keepsExpiry):
            return .decision(beginDecision(on: post, by: moderator, naming: named, keepsExpiry: keepsExpiry))
        case .resumeDecision(let post, let moderator, let lost, let keepsExpiry):
            return .decision(resumeDecision(on: post, by: moderator, under: lost, keepsExpiry: keepsExpiry))
        case .extend(let post, let moderator, let named, let lease, let maxHold):
            return .claim(extend(post, by: moderator, naming: named, lease: lease, maxHold: maxHold))
        case .release(let post, let moderator, let named, let anyones, let most):
            return .claim(release(post, by: moderator, naming: named, anyones: anyones, maxReleases: most))
        case .escalate(let post, let moderator, let named):
            return .claim(escalate(post, by: moderator, naming: named))
        case .acknowledge(let post, let round, let storedIn):
            return .acknowledged(isResult: acknowledge(post, round: round, storedIn: storedIn))
        case .reopen(let post, let token): reopen(post, token: token)
        case .withdraw(let post, let round): withdraw(post, upTo: round)
        case .expire(let queue, let most):
            let (ended, overdue) = expire(queue, maxExpiries: most)
            return .expired(ended: ended, overdue: overdue)
        case .shelve(let rounds, let queue, let name):
            return .shelved(shelve(rounds, from: queue, publisher: name))
        }
        return .done
    }

    mutating func begin(at now: Timestamp) {
        time = max(time, now)
        state.mix(time.milliseconds)
    }

    mutating func nextGeneration() -> Generation {
        generations += 1
        return Generation(Generation.floor(ofEpoch: epoch).number + generations)
    }

    // MARK: - Signals

    mutating func announce(_ queue: QueueName, _ count: Int = 1) { ready[queue, default: 0] += count }

    mutating func announceResult() { results += 1 }

    /// What has come since the last call, for those who wait. By queue, in the order of their names; results last.
    package mutating func takeSignals() -> [LineSignal] {
        guard !ready.isEmpty || results > 0 else { return [] }
        var signals = ready.sorted { $0.key.description < $1.key.description }
            .map { LineSignal.items(in: $0.key, count: $0.value) }
        if results > 0 { signals.append(.results(count: results)) }
        ready = [:]
        results = 0
        return signals
    }
}

extension LineCommand {
    /// Whether it counts in an epoch that is closed: a decision that was stored is a result.
    fileprivate var countsWhenClosed: Bool {
        if case .acknowledge = self { true } else { false }
    }
}
