package import HTTPServer
import JSONText

/// The API before the server has reached its stores: alive, and `503` for all else, in the form of every other answer.
package final class StartingAPI: Sendable {
    private let requestIDs = RequestIDs()

    package init() {}

    /// - Parameter reason: What the server waits for, for people.
    package func respond(to request: HTTPRequest, reason: String) -> HTTPResponse {
        var response = answer(to: request, reason: reason)
        response.headers.append(("X-Request-Id", requestIDs.id(of: request)))
        return response
    }

    private func answer(to request: HTTPRequest, reason: String) -> HTTPResponse {
        guard request.path == "/healthz" else {
            return APIProblem(.unavailable, "the server is starting: \(reason); repeat the call in a second").response
        }
        var json = JSONWriter()
        json.beginObject()
        json.field("status", string: "ok")
        json.endObject()
        return .json(200, json)
    }
}
