import HTTPServer
import JSONText
import Moderation
import ModerationJSON

extension ModerationAPI {
    /// `GET stats`: how much waits and is claimed.
    func stats(_ call: Call) async throws(APIProblem) -> HTTPResponse {
        let stats: ClientStats
        do {
            let first = try await wholeStats(of: call.client)
            // A line that moved between two questions has nothing in it yet: that there is nothing is said on a second look.
            stats = first.holdsNothing ? try await wholeStats(of: call.client) : first
        } catch {
            throw APIProblem(error)
        }
        var json = JSONWriter(reservingCapacity: 512 * stats.queues.count + 32 * stats.claimedBy.count)
        json.beginObject()
        json.stats(stats)
        json.field("degraded", bool: services.claims.standsIn(for: call.client))
        json.endObject()
        return .json(200, json)
    }

    /// With what waits in MongoDB. That is asked first: what comes into line meanwhile is counted twice then, and never not at
    /// all.
    private func wholeStats(of client: Client) async throws(StoreFailure) -> ClientStats {
        let shelf = await services.shelf.states(of: client)
        let isFilling = try await services.claims.isBeingFilled(client)
        let outside = isFilling ? try await outside(of: client) : [:]
        return try await services.claims.stats(of: client).adding(shelf, outside: outside)
    }
}
