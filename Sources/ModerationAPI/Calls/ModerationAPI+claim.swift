import HTTPServer
import JSONText
import Moderation
import ModerationJSON

extension ModerationAPI {
    /// `GET pending`: the caller's working set, topped up.
    func claim(_ call: Call) async throws(APIProblem) -> HTTPResponse {
        let moderator = try call.moderator()
        let most = call.client.settings.maxClaims
        let request = ClaimRequest(
            client: call.client,
            moderator: moderator,
            queue: try queue(call),
            limit: try call.query.integer("limit", in: 1...max(1, most), default: 1)
        )
        let claims = services.claims
        let wait = PendingWait(
            limit: try call.query.seconds("wait", upTo: PendingWait.mostSeconds),
            sleep: services.sleep
        )
        let set: WorkingSet
        do {
            set = try await wait.first { () async throws(StoreFailure) in
                try await claims.claim(request)
            } where: {
                !$0.items.isEmpty
            }
        } catch {
            throw APIProblem(error)
        }
        services.metrics.add(set.items.count(where: \.isNew), to: .claims)
        services.journal.add(set.events, of: call.client.id)
        return .json(200, body(set, of: call.client.id, for: moderator))
    }

    private func queue(_ call: Call) throws(APIProblem) -> QueueName {
        guard let text = call.query["queue"] else { return .default }
        let queue: QueueName
        do {
            queue = try QueueName(text)
        } catch {
            throw APIProblem(error)
        }
        guard queue != .escalated || call.caller.role == .supervisor else {
            throw APIProblem(.forbidden, "the queue escalated is the supervisors'; ask with a supervisor's token")
        }
        return queue
    }

    private func body(_ set: WorkingSet, of client: ClientID, for moderator: ModeratorName) -> JSONWriter {
        let size = set.items.reduce(256) { sum, claimed in
            let payload = claimed.item.payload
            return sum + 640 + payload.content.utf8.count + payload.ai.utf8.count + payload.metadata.utf8.count
        }
        var json = JSONWriter(reservingCapacity: size)
        json.workingSet(set) { claimed in
            services.naming.claimID(
                client: client,
                post: claimed.item.post,
                moderator: moderator,
                generation: claimed.claim.generation
            )
        }
        return json
    }
}
