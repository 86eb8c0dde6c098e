import Lines
import Moderation
import MongoClient

/// Commands that wait for an entry, in the order in which they came.
struct CommandQueue {
    /// What one entry holds at most.
    static let mostInEntry = 512
    static let mostBytesInEntry = 1 << 20
    /// What waits at most; whoever comes then is refused.
    static let mostWaiting = 16_384
    static let mostBytesWaiting = 32 << 20

    /// Taken from the front up to `next`.
    private var commands: [WaitingCommand] = []
    private var next = 0
    private var bytes = 0

    var isEmpty: Bool { next == commands.count }
    var count: Int { commands.count - next }

    /// False if there is no room.
    mutating func append(_ command: WaitingCommand) -> Bool {
        guard count < Self.mostWaiting, isEmpty || bytes + command.bytes <= Self.mostBytesWaiting else { return false }
        commands.append(command)
        bytes += command.bytes
        return true
    }

    /// Puts a batch back that lost its place in the log.
    mutating func putBack(_ batch: [WaitingCommand]) {
        commands.replaceSubrange(..<next, with: batch)
        next = 0
        bytes += batch.reduce(0) { $0 + $1.bytes }
    }

    /// Takes out a command whose caller has gone; false if it is not here.
    mutating func remove(_ id: UInt64) -> Bool {
        guard let index = commands[next...].firstIndex(where: { $0.id == id }) else { return false }
        bytes -= commands[index].bytes
        commands.remove(at: index)
        return true
    }

    mutating func removeAll() -> [WaitingCommand] {
        defer { self = CommandQueue() }
        return Array(commands[next...])
    }

    /// What goes into one entry: from the front, of one epoch, as much as an entry takes.
    ///
    /// Whether an acknowledge puts out a result is told with the entry, before it is applied. So it goes in front of
    /// all else in the entry that concerns its post, and behind nothing: what comes after something of the same post
    /// waits for the next entry. What opens or closes an epoch is the last of its entry, for the same reason.
    mutating func takeBatch() -> [WaitingCommand] {
        var taken = 0
        var size = 0
        var posts: Set<PostID> = []
        for waiting in commands[next...] {
            guard taken < Self.mostInEntry, taken == 0 || size + waiting.bytes <= Self.mostBytesInEntry,
                waiting.epoch == commands[next].epoch
            else { break }
            let named = waiting.command.posts
            if case .acknowledge = waiting.command, named.contains(where: posts.contains) { break }
            posts.formUnion(named)
            size += waiting.bytes
            taken += 1
            if waiting.command.changesEpoch { break }
        }
        defer {
            next += taken
            bytes -= size
            if next == commands.count || next > Self.mostInEntry * 4 {
                commands.removeSubrange(..<next)
                next = 0
            }
        }
        return Array(commands[next..<next + taken])
    }
}

extension LineCommand {
    /// Those whose place in the line the command can end or begin. A claim, and what becomes of one, does neither.
    fileprivate var posts: [PostID] {
        switch self {
        case .publish(let entries, _, _): entries.map(\.post)
        case .acknowledge(let post, _, _), .withdraw(let post, _): [post]
        case .shelve(let rounds, _, _): rounds.map(\.post)
        case .open, .adopt, .begin, .close, .holdPublisherLease, .endPublisherLease, .claim, .takeBack, .unclaim,
            .beginDecision, .resumeDecision, .extend, .release, .escalate, .reopen, .expire:
            []
        }
    }

    fileprivate var changesEpoch: Bool {
        switch self {
        case .open, .begin, .close: true
        default: false
        }
    }
}
