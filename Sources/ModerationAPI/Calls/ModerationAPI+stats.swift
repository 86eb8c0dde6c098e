import HTTPServer
import JSONText
import Moderation
import ModerationJSON

extension ModerationAPI {
    /// `GET stats`: how much waits and is claimed.
    func stats(_ call: Call) async throws(APIProblem) -> HTTPResponse {
        let stats: ClientStats
        do {
            stats = try await services.claims.stats(of: call.client)
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
}
