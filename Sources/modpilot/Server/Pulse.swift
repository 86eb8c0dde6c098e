import MongoClient
import MongoRecords
import Synchronization

/// Knows whether this server has stood still: its process was stopped, or its host was.
///
/// Others take a server for dead that has said nothing for a while, and move lines without it. So what it knew before counts
/// for nothing until it has said that it lives, and has looked again: whoever moves a line behind that waits for it.
final class Pulse: Sendable {
    private let server: String
    private let servers: ServerRecords
    private let directory: Directory
    private let forget: @Sendable () -> Void
    private let state = Mutex(State())

    private struct State {
        var beatAt = ContinuousClock.now
        var stops = 0
        /// How many of them are behind it.
        var recovered = 0
        var recovery: Task<Bool, Never>?
    }

    private static let pause: Duration = .milliseconds(100)
    /// Shorter than the silence of the dead (`ServerRecords`), by more than two signs of life are apart.
    private static let longestPause: Duration = .seconds(1)
    /// Where MongoDB does not answer for so long, claims go on as they do whenever it is away.
    private static let patience: Duration = .seconds(2)

    /// - Parameters:
    ///   - server: unique to this life of it.
    ///   - forget: called where this server has stood still, before it hands out anything: what others gave out meanwhile is not known
    ///     here, and Redis could have gone back behind it.
    init(server: String, servers: ServerRecords, directory: Directory, forget: @escaping @Sendable () -> Void) {
        self.server = server
        self.servers = servers
        self.directory = directory
        self.forget = forget
    }

    /// Runs until cancelled.
    func run() async {
        while !Task.isCancelled {
            _ = beat()
            try? await Task.sleep(for: Self.pause)
        }
    }

    var hasStoodStill: Bool {
        let now = ContinuousClock.now
        return state.withLock { $0.recovered < $0.stops || now - $0.beatAt > Self.longestPause }
    }

    /// Says that this server lives, and looks where lines are; who calls it at the same time shares in it.
    ///
    /// - Returns: false where MongoDB did not answer.
    @discardableResult
    func recover() async -> Bool {
        let recovery = state.withLock { state in
            if let recovery = state.recovery { return recovery }
            let recovery = Task { await appear() }
            state.recovery = recovery
            return recovery
        }
        return await recovery.value
    }

    private func appear() async -> Bool {
        let stops = beat()
        forget()
        let isKnown = await (try? servers.appear(server, knowing: directory.version ?? 0, within: Self.patience)) != nil
        // A look that is under way may have begun before.
        var hasLooked = isKnown
        for _ in 0..<2 where hasLooked { hasLooked = await directory.look() }
        state.withLock { state in
            state.recovered = stops
            state.recovery = nil
        }
        return hasLooked
    }

    /// - Returns: how often it has stood still.
    private func beat() -> Int {
        let now = ContinuousClock.now
        return state.withLock { state in
            if now - state.beatAt > Self.longestPause { state.stops += 1 }
            state.beatAt = now
            return state.stops
        }
    }
}
