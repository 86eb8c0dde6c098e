import Moderation
import ModerationAPI
import MongoClient
import MongoRecords
import MongoShared
import Secrets
import Synchronization

/// Who bears which token: those seen lately are in memory, and their calls ask MongoDB for nothing.
///
/// Four times a second the version of the directory is looked at, and the clients and the tokens that are known are loaded anew
/// where it has changed, so that a revoked token or a changed client takes effect within 2 s, however many tokens there are. A
/// token that is not known is looked up by its hash.
final class Directory: CallerDirectory {
    private let records: ClientRecords
    private let clock: MongoClock
    private let log: LogChanges
    private let changed: @Sendable () -> Void
    private let lookups: TokenLookups
    private let state = Mutex(State())

    private struct State {
        var version: Int64?
        var callers = KnownCallers()
        var clients: [Client] = []
        var places: [ClientID: LinePlace] = [:]
        var loadedAt: ContinuousClock.Instant?
        /// Whether a client was found to be served by other settings than those known here.
        var isOutdated = false
        var look: Task<Bool, Never>?
    }

    static let lookEvery: Duration = .milliseconds(250)
    /// Even an unchanged version is not trusted for ever: a command may die between its change and the version.
    private static let reloadEvery: Duration = .seconds(30)

    /// - Parameter changed: hears that other callers, or other settings, may count from now on.
    init(
        records: ClientRecords,
        clock: MongoClock,
        log: LogChanges,
        changed: @escaping @Sendable () -> Void = {}
    ) {
        self.records = records
        lookups = TokenLookups(records: records)
        self.clock = clock
        self.log = log
        self.changed = changed
    }

    /// All clients as last seen.
    var clients: [Client] { state.withLock { $0.clients } }

    /// Where a client's line was when somebody last looked.
    func place(of client: ClientID) -> LinePlace? { state.withLock { $0.places[client] } }

    /// The client as last seen.
    func client(_ id: ClientID) -> Client? { state.withLock { state in state.clients.first { $0.id == id } } }

    /// The version by which this server goes.
    var version: Int64? { state.withLock { $0.version } }

    /// Takes note of a place, unless a newer one is known here.
    func note(_ place: LinePlace, of client: ClientID) {
        state.withLock { state in
            if let known = state.places[client], !place.supersedes(known) { return }
            state.places[client] = place
            // Whoever changed them may have died before the version says so.
            if let known = state.clients.first(where: { $0.id == client }), known.servedSince < place.servedSince {
                state.isOutdated = true
            }
        }
    }

    func caller(bearing token: String) async throws(StoreFailure) -> Caller? {
        let hash = TokenHash(of: token)
        if let caller = state.withLock({ $0.callers[hash] }) { return caller.ifValid }
        guard token.hasPrefix(SecretToken.prefix), token.utf8.count == SecretToken.length else { return nil }
        do throws(MongoError) {
            for _ in 0..<Self.attempts {
                let version = self.version
                guard let token = try await lookups.find(hash.hexadecimal), !token.isRevoked else { return nil }
                let now = try await clock.now()
                let read = ContinuousClock.now
                if client(token.client) == nil { await look() }
                guard let caller = client(token.client).flatMap({ Caller(token, of: $0, at: now, read) }) else {
                    return nil
                }
                // Or it may have been revoked meanwhile, and nobody would look at it again for a while.
                let isCurrent = state.withLock { state in
                    guard state.version == version else { return false }
                    state.callers.insert(caller, hash)
                    return true
                }
                if isCurrent { return caller.ifValid }
            }
        } catch {
            throw StoreFailure("tokens can't be looked up now: \(error)", maybeDone: false)
        }
        throw StoreFailure("tokens can't be looked up now: they change all the time", maybeDone: false)
    }

    private static let attempts = 4

    func currentCaller(bearing token: String) -> Caller? {
        let hash = TokenHash(of: token)
        return state.withLock { $0.callers[hash] }?.ifValid
    }

    /// Looks whether anything has changed; a look that is under way already serves all who ask. False if MongoDB did not
    /// answer.
    @discardableResult
    func look() async -> Bool {
        let task = state.withLock { state in
            if let look = state.look { return look }
            let look = Task { await refresh() }
            state.look = look
            return look
        }
        return await task.value
    }

    private func refresh() async -> Bool {
        defer { state.withLock { $0.look = nil } }
        do throws(MongoError) {
            let now = try await clock.now()
            let read = ContinuousClock.now
            let version = try await records.version()
            if needsLoading(version) { try await load(version, now, read) }
            log.worked("read clients and tokens")
            return true
        } catch {
            log.failed("read clients and tokens", "\(error)")
            return false
        }
    }

    private func report(_ clients: [String], _ tokens: [String]) {
        for (what, damaged) in [("read all clients", clients), ("read all tokens", tokens)] {
            guard let first = damaged.first else {
                log.worked(what)
                continue
            }
            log.failed(what, "\(damaged.count) are damaged and left out: \(first)")
        }
    }

    private static let tokensAtOnce = 5_000

    private func needsLoading(_ version: Int64) -> Bool {
        state.withLock { state in
            guard state.version == version, !state.isOutdated, let loadedAt = state.loadedAt else { return true }
            return ContinuousClock.now - loadedAt > Self.reloadEvery
        }
    }

    /// - Parameter read: the same instant as `now`, by this process's clock.
    private func load(
        _ version: Int64,
        _ now: Timestamp,
        _ read: ContinuousClock.Instant
    ) async throws(MongoError) {
        let documents = try await records.servedClients()
        let served = documents.values
        let clients = served.map(\.client)
        let byID = Dictionary(clients.map { ($0.id, $0) }) { first, _ in first }
        var callers: [TokenHash: Caller] = [:]
        var damagedTokens: [String] = []
        var rest = state.withLock { $0.callers.hashes }[...]
        while !rest.isEmpty {
            let tokens = try await records.tokens(hashed: rest.prefix(Self.tokensAtOnce).map(\.hexadecimal))
            rest = rest.dropFirst(Self.tokensAtOnce)
            damagedTokens += tokens.damaged
            for token in tokens.values where !token.isRevoked {
                guard let client = byID[token.client], let hash = TokenHash(hexadecimal: token.hash) else { continue }
                callers[hash] = Caller(token, of: client, at: now, read)
            }
        }
        report(documents.damaged, damagedTokens)
        state.withLock { state in
            state.version = version
            state.clients = clients
            // What a call has found out meanwhile is newer.
            let known = state.places
            state.places = Dictionary(served.map { ($0.client.id, $0.place) }) { first, _ in first }
            for (id, place) in known where state.places[id]?.supersedes(place) == false { state.places[id] = place }
            state.isOutdated = clients.contains { $0.servedSince < state.places[$0.id]?.servedSince ?? 0 }
            // Those that came meanwhile are looked up again.
            state.callers.replace(by: callers)
            state.loadedAt = ContinuousClock.now
        }
        changed()
    }
}

extension Caller {
    /// Nil where the token has expired.
    ///
    /// - Parameters:
    ///   - now: by MongoDB's clock.
    ///   - read: the same instant, by this process's.
    fileprivate init?(_ token: TokenRecord, of client: Client, at now: Timestamp, _ read: ContinuousClock.Instant) {
        if let end = token.expiresAt, end <= now { return nil }
        self.init(
            client: client,
            role: token.role,
            subject: token.subject,
            validUntil: token.expiresAt.map { read + $0.since(now) }
        )
    }

    /// Nil where the token has expired: it is taken out of the directory a moment later.
    fileprivate var ifValid: Caller? { validUntil.map { ContinuousClock.now < $0 } ?? true ? self : nil }
}
