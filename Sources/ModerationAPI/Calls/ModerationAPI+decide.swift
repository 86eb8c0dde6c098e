import HTTPServer
import JSONText
import Moderation
import ModerationJSON

extension ModerationAPI {
    /// `POST {post_id}/approve`
    func approve(_ call: Call) async throws(APIProblem) -> HTTPResponse {
        try await decide(call, .approved)
    }

    /// `POST {post_id}/reject`
    func reject(_ call: Call) async throws(APIProblem) -> HTTPResponse {
        try await decide(call, .rejected)
    }

    private func decide(_ call: Call, _ outcome: Outcome) async throws(APIProblem) -> HTTPResponse {
        let moderator = try call.moderator()
        let post = try call.post()
        let body = try DecisionBody(call.request)
        let decision: Decision
        do {
            decision = try await services.desk.decide(
                DecisionRequest(
                    client: call.client,
                    post: post,
                    moderator: moderator,
                    outcome: outcome,
                    claimID: body.claimID,
                    details: body.details
                )
            )
        } catch {
            throw APIProblem(error)
        }
        services.metrics.add(1, to: outcome == .approved ? .approvals : .rejections)
        var json = JSONWriter(reservingCapacity: 512)
        json.beginObject()
        json.field("decision")
        json.decision(decision)
        json.endObject()
        return .json(200, json)
    }
}
