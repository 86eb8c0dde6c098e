import EventLoop
import HTTPServer
import Synchronization

/// Answers by path: `/echo`, `/wait/MILLISECONDS`, `/hang` (until cancelled or let go), `/big/BYTES`, `/none`; anything
/// else is 404.
final class TestHandler: HTTPHandler {
    private let startedCount = Atomic<Int>(0)
    private let finishedCount = Atomic<Int>(0)
    private let cancelledCount = Atomic<Int>(0)

    var started: Int { startedCount.load(ordering: .relaxed) }
    var finished: Int { finishedCount.load(ordering: .relaxed) }
    var cancelled: Int { cancelledCount.load(ordering: .relaxed) }

    private let isLetGo = Atomic(false)
    private let hangs = Mutex((unseen: 0, waiters: [CheckedContinuation<Void, Never>]()))

    func respond(to request: HTTPRequest, on loop: EventLoop) async -> HTTPResponse {
        startedCount.add(1, ordering: .relaxed)
        defer { finishedCount.add(1, ordering: .relaxed) }
        guard loop.isCurrent else { return HTTPResponse(status: 500) }
        let parts = request.path.split(separator: "/")
        let number = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        switch parts.first {
        case "echo", "friend":
            return HTTPResponse(
                status: 200,
                headers: [("Content-Type", "text/plain"), ("X-Seen", request.header("x-test") ?? "none")],
                body: Array("\(request.method) \(request.target) ".utf8) + request.body
            )
        case "wait":
            try? await loop.sleep(for: .milliseconds(number))
            return HTTPResponse(status: 200, contentType: "text/plain", text: "waited \(number)")
        case "hang":
            announceHang()
            do {
                while !isLetGo.load(ordering: .relaxed) { try await loop.sleep(for: .milliseconds(10)) }
            } catch {
                cancelledCount.add(1, ordering: .relaxed)
            }
            guard loop.isCurrent else { return HTTPResponse(status: 500) }
            return HTTPResponse(status: 200, contentType: "text/plain", text: "hung")
        case "big":
            return HTTPResponse(status: 200, body: [UInt8](repeating: 0x61, count: number))
        case "evil":
            return HTTPResponse(status: 200, headers: [("X", "a\r\nEvil: b\0")])
        case "none":
            return HTTPResponse(status: 204)
        default:
            return HTTPResponse(status: 404, contentType: "text/plain", text: "nothing here")
        }
    }

    /// `/stranger` at once and `/stranger/late` after a moment, unless the body came with the head.
    func refusal(of head: HTTPRequest, on loop: EventLoop) async -> HTTPResponse? {
        guard head.path.hasPrefix("/stranger") || head.path.hasPrefix("/friend") else { return nil }
        if head.path.hasSuffix("/late") { try? await loop.sleep(for: .milliseconds(30)) }
        guard head.path.hasPrefix("/stranger") else { return nil }
        return HTTPResponse(status: 401, contentType: "text/plain", text: "who?")
    }

    func endsWithClient(_ request: HTTPRequest) -> Bool { request.path != "/hang/on" }

    /// Lets every `/hang` return.
    func letGo() {
        isLetGo.store(true, ordering: .relaxed)
    }

    /// Returns when the next request for `/hang` is in the handler, or one already is that nobody waited for.
    func hangBegins() async {
        await withCheckedContinuation { waiter in
            let isThere = hangs.withLock { hangs in
                guard hangs.unseen > 0 else {
                    hangs.waiters.append(waiter)
                    return false
                }
                hangs.unseen -= 1
                return true
            }
            if isThere { waiter.resume() }
        }
    }

    private func announceHang() {
        let waiter: CheckedContinuation<Void, Never>? = hangs.withLock { hangs in
            guard hangs.waiters.isEmpty else { return hangs.waiters.removeFirst() }
            hangs.unseen += 1
            return nil
        }
        waiter?.resume()
    }
}
