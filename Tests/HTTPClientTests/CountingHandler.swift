import EventLoop
import HTTPServer
import Synchronization

/// Answers `{"items":[{}]}` to the first `items` requests and `{"items":[]}` to all others, `/big…` with blanks
/// behind the items, `/none…` with 404 and `/slow…` not while its client is there; remembers the paths.
final class CountingHandler: HTTPHandler {
    private let items: Int
    private let seen = Mutex<[String]>([])

    init(items: Int = .max) { self.items = items }

    var paths: [String] { seen.withLock { $0 } }

    func refusal(of head: HTTPRequest, on loop: EventLoop) async -> HTTPResponse? { nil }

    func endsWithClient(_ request: HTTPRequest) -> Bool { true }

    func respond(to request: HTTPRequest, on loop: EventLoop) async -> HTTPResponse {
        let count = seen.withLock { seen in
            seen.append(String(request.path))
            return seen.count
        }
        if request.path.hasPrefix("/none") { return HTTPResponse(status: 404, contentType: "text/plain", text: "no") }
        if request.path.hasPrefix("/slow") { try? await loop.sleep(for: .seconds(30)) }
        let filler = request.path.hasPrefix("/big") ? String(repeating: " ", count: 200_000) : ""
        let text = count <= items ? #"{"items":[{}]\#(filler)}"# : #"{"items":[]}"#
        return HTTPResponse(status: 200, contentType: "application/json", text: text)
    }
}
