import HTTPServer
import Moderation

extension ModerationAPI {
    /// `DELETE items/{post_id}`: the post is gone, nobody need review it.
    func withdraw(_ call: Call) async throws(APIProblem) -> HTTPResponse {
        let post = try call.post()
        do {
            try await services.desk.withdraw(post, for: call.client)
        } catch {
            throw APIProblem(error)
        }
        return HTTPResponse(status: 204, headers: [("Cache-Control", "no-store")])
    }
}
