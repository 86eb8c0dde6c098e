import Cluster
import Moderation
import RedisClient
import Synchronization

/// The clients by the place that serves them, as last seen in the directory.
final class ClientPlaces: Sendable {
    private let directory: Directory
    /// The server's own Redis.
    private let shared: RedisURL
    private let lines: LineFinder
    private let changes: LogChanges
    private let state = Mutex(State())

    private struct State {
        var groups: [Place: [Client]] = [:]
        /// As of a version of the directory.
        var redis: (version: Int64, urls: [RedisName: RedisURL])?
    }

    init(directory: Directory, lines: LineFinder, shared: RedisURL, changes: LogChanges) {
        self.directory = directory
        self.lines = lines
        self.shared = shared
        self.changes = changes
    }

    /// Those that serve at least one client.
    var places: Set<Place> { state.withLock { Set($0.groups.keys) } }

    /// All clients as last seen.
    var clients: [Client] { directory.clients }

    /// The Redis servers that serve a client while its line is in Redis: they are watched, wherever it is. The shared one always
    /// is.
    var redis: [RedisName: RedisURL] {
        let version = directory.version ?? -1
        if let known = state.withLock({ $0.redis }), known.version == version { return known.urls }
        var urls = [RedisName.shared: shared]
        for client in directory.clients where client.settings.tier == .redis {
            guard let url = try? Place.redis(of: client, shared: shared) else { continue }
            urls[Place.redisName(of: client, at: url)] = url
        }
        state.withLock { $0.redis = (version, urls) }
        return urls
    }

    /// The same without names.
    var redisURLs: Set<RedisURL> { Set(redis.values) }

    func clients(at place: Place) -> [Client] { state.withLock { $0.groups[place] ?? [] } }

    /// Has the directory looked at, and sorts its clients anew.
    func look() async {
        await directory.look()
        var groups: [Place: [Client]] = [:]
        for client in directory.clients {
            let what = "find the place of client \(client.id)"
            do throws(StoreFailure) {
                let place = try Place(of: client, in: lines.place(of: client).store, shared: shared)
                groups[place, default: []].append(client)
                changes.worked(what)
            } catch {
                changes.failed(what, error.description)
            }
        }
        state.withLock { [groups] in $0.groups = groups }
    }
}
