import Moderation
import RedisClient

/// What a server does beside answering: it follows the directory, and works at each place that serves a client. Places come
/// and go with their clients, and none waits for another.
///
/// What a client has left is told so. Every server that saw it go does that, so that one that can't see it, because MongoDB
/// does not answer it, can't go on handing out there.
struct BackgroundPass: Sendable {
    let clients: ClientPlaces
    let sites: RedisSites
    /// What is to be done at one place.
    let pass: @Sendable (Place) throws(StoreFailure) -> PlacePass
    let leave: @Sendable (Departure) async throws(StoreFailure) -> Void
    let changes: LogChanges

    /// A place that is away for longer keeps what it has. Should the client come back there, its epoch is over.
    private static let toldFor: Duration = .seconds(20)

    /// Runs until cancelled.
    func run() async {
        var passes: [Place: Task<Void, Never>] = [:]
        await withDiscardingTaskGroup { group in
            while !Task.isCancelled {
                for departure in await clients.look() { group.addTask { await tell(departure) } }
                let places = clients.places
                for (place, pass) in passes where !places.contains(place) {
                    pass.cancel()
                    passes[place] = nil
                }
                for place in places where passes[place] == nil { passes[place] = begin(at: place) }
                let urls = Set(places.compactMap(\.redisURL)).union(clients.redisURLs)
                // Aside, because the last replies are waited for.
                group.addTask { await sites.leaveAll(but: urls) }
                try? await Task.sleep(for: Directory.lookEvery)
            }
        }
        for pass in passes.values { pass.cancel() }
        for pass in passes.values { await pass.value }
    }

    private func tell(_ departure: Departure) async {
        let what = "leave \(departure.left) as client \(departure.client.id)"
        let end = ContinuousClock.now + Self.toldFor
        while !Task.isCancelled, ContinuousClock.now < end {
            do throws(StoreFailure) {
                try await leave(departure)
                return changes.worked(what)
            } catch {
                changes.failed(what, error.description)
                try? await Task.sleep(for: Directory.lookEvery)
            }
        }
    }

    /// Nil where it could not begin now.
    private func begin(at place: Place) -> Task<Void, Never>? {
        do throws(StoreFailure) {
            let pass = try pass(place)
            return Task { await pass.run() }
        } catch {
            changes.failed("work at \(place)", error.description)
            return nil
        }
    }
}
