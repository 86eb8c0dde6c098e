import EventLoop
import HTTPServer
import ModerationAPI
import Synchronization

/// Stands in front of the API until the server has reached its stores: alive, not ready, and why.
final class Gate: HTTPHandler {
    private let handlers = AtomicLazyReference<LoopHandlers>()
    private let starting = StartingAPI()
    private let reason = Mutex("its stores were not reached yet")

    /// From now on requests go to these.
    func open(_ handlers: LoopHandlers) { _ = self.handlers.storeIfNil(handlers) }

    func waiting(for reason: String) { self.reason.withLock { $0 = reason } }

    func respond(to request: HTTPRequest, on loop: EventLoop) async -> HTTPResponse {
        guard let api = handlers.load()?[loop] else {
            return starting.respond(to: request, reason: reason.withLock { $0 })
        }
        return await api.respond(to: request, on: loop)
    }

    func refusal(of head: HTTPRequest, on loop: EventLoop) async -> HTTPResponse? {
        guard let api = handlers.load()?[loop] else {
            return starting.respond(to: head, reason: reason.withLock { $0 })
        }
        return await api.refusal(of: head, on: loop)
    }

    func endsWithClient(_ request: HTTPRequest) -> Bool { ModerationAPI.endsWithClient(request) }
}
