import Moderation
import RedisClient

/// What a server does beside answering: it follows the directory, and works at each place that serves a client. Places come
/// and go with their clients, and none waits for another.
struct BackgroundPass: Sendable {
    let clients: ClientPlaces
    let sites: RedisSites
    /// What is to be done at one place.
    let pass: @Sendable (Place) throws(StoreFailure) -> PlacePass
    let changes: LogChanges

    /// Runs until cancelled.
    func run() async {
        var passes: [Place: Task<Void, Never>] = [:]
        await withDiscardingTaskGroup { group in
            while !Task.isCancelled {
                await clients.look()
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
