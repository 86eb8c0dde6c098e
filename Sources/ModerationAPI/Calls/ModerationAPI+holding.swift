import HTTPServer
import JSONText
import Moderation
import ModerationJSON

extension ModerationAPI {
    /// `POST {post_id}/extend`
    func extend(_ call: Call) async throws(APIProblem) -> HTTPResponse {
        let (held, id) = try await change(call, .extensions) { desk, change throws(DecisionError) in
            try await desk.extend(change)
        }
        var json = JSONWriter(reservingCapacity: 256)
        json.beginObject()
        json.field("claim")
        json.claim(held.claim, id: id)
        json.endObject()
        return .json(200, json)
    }

    /// `POST {post_id}/release`
    func release(_ call: Call) async throws(APIProblem) -> HTTPResponse {
        let (held, _) = try await change(call, .releases) { desk, change throws(DecisionError) in
            try await desk.release(change)
        }
        return Self.place(of: held)
    }

    /// `POST {post_id}/escalate`
    func escalate(_ call: Call) async throws(APIProblem) -> HTTPResponse {
        let (held, _) = try await change(call, .escalations) { desk, change throws(DecisionError) in
            try await desk.escalate(change)
        }
        return Self.place(of: held)
    }

    private func change(
        _ call: Call,
        _ counter: APIMetrics.Counter,
        _ body: (ClaimDesk, ClaimChange) async throws(DecisionError) -> HeldItem
    ) async throws(APIProblem) -> (HeldItem, claimID: String) {
        let moderator = try call.moderator()
        let post = try call.post()
        let said = try DecisionBody(call.request, taking: DecisionBody.claimFields)
        let change = ClaimChange(
            client: call.client,
            post: post,
            moderator: moderator,
            claimID: said.claimID,
            reason: said.details.reason,
            isSupervisor: call.caller.role == .supervisor
        )
        let held: HeldItem
        do {
            held = try await body(services.claimDesk, change)
        } catch {
            throw APIProblem(error)
        }
        services.metrics.add(1, to: counter)
        let id = services.naming.claimID(
            client: call.client.id,
            post: post,
            moderator: held.claim.moderator,
            generation: held.claim.generation
        )
        return (held, id)
    }

    /// Where the item is now.
    private static func place(of held: HeldItem) -> HTTPResponse {
        var json = JSONWriter(reservingCapacity: 128)
        json.beginObject()
        json.field("post_id", string: held.post.description)
        json.field("round", integer: held.round)
        json.field("queue", string: held.queue.description)
        json.field("status", string: ItemStatus.pending.rawValue)
        json.endObject()
        return .json(200, json)
    }
}
