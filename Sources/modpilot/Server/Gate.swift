import EventLoop
import HTTPServer
import JSONText
import ModerationAPI
import Synchronization

/// Stands in front of the API until the server has reached its stores: alive, not ready, and why.
final class Gate: HTTPHandler {
    private let handlers = AtomicLazyReference<LoopHandlers>()
    private let reason = Mutex("its stores were not reached yet")

    /// From now on requests go to these.
    func open(_ handlers: LoopHandlers) { _ = self.handlers.storeIfNil(handlers) }

    func waiting(for reason: String) { self.reason.withLock { $0 = reason } }

    func respond(to request: HTTPRequest, on loop: EventLoop) async -> HTTPResponse {
        guard let api = handlers.load()?[loop] else { return starting(request) }
        return await api.respond(to: request, on: loop)
    }

    private func starting(_ request: HTTPRequest) -> HTTPResponse {
        if request.path == "/healthz" {
            return HTTPResponse(status: 200, contentType: "application/json", text: #"{"status":"ok"}"#)
        }
        let reason = reason.withLock { $0 }
        var writer = JSONWriter()
        writer.beginObject()
        writer.field("type", string: "urn:modpilot:problem:unavailable")
        writer.field("title", string: "Unavailable")
        writer.field("status", integer: 503)
        writer.field("code", string: "unavailable")
        writer.field("detail", string: "The server is starting: \(reason). Repeat the call in a second.")
        writer.endObject()
        var response = HTTPResponse(status: 503, contentType: "application/problem+json", text: writer.text)
        response.headers.append(("Retry-After", "1"))
        return response
    }
}
