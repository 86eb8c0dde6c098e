import EventLoop
import HTTPServer
import ModerationAPI

/// Gives each request to the API of the loop on which it came in, so that it is answered without leaving that loop.
final class LoopHandlers: Sendable {
    private let apis: [ObjectIdentifier: ModerationAPI]

    init(_ apis: [(loop: EventLoop, api: ModerationAPI)]) {
        self.apis = Dictionary(apis.map { (ObjectIdentifier($0.loop), $0.api) }) { first, _ in first }
    }

    subscript(loop: EventLoop) -> ModerationAPI? { apis[ObjectIdentifier(loop)] }
}
