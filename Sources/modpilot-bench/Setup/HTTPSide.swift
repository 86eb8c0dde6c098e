import EventLoop
import HTTPClient
import Synchronization

/// Claims over HTTP.
final class HTTPSide: Sendable {
    private let port: UInt16
    private let loop: EventLoop
    private let template: RequestTemplate
    /// Each request names a moderator of its own: the same one would be given the same claim again.
    private let nextModerator = Mutex(1)

    private static let timeLimit: Duration = .seconds(120)

    /// - Parameter wait: how long a call waits where nothing is to be claimed, in seconds.
    init(port: UInt16, token: String, loop: EventLoop, wait: Int = 0) {
        self.port = port
        let query = wait > 0 ? "?wait=\(wait)" : ""
        self.loop = loop
        template = RequestTemplate(
            head: "GET /api/v1/moderation/pending\(query) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n"
                + "Authorization: Bearer \(token)\r\nX-Moderator-Id: m",
            digits: ClaimTarget.digits,
            rest: "\r\n\r\n"
        )
    }

    /// Sends `requests` claims; every one must be given an item.
    func claim(_ requests: Int, connections: Int) async throws -> LoadResult {
        let result = try await send(requests, connections: connections)
        guard result.counted == requests else {
            throw BenchFailure.failed("\(requests - result.counted) of \(requests) answers held no item")
        }
        return result
    }

    /// Sends `requests` claims; those count that are given an item.
    func send(_ requests: Int, connections: Int) async throws -> LoadResult {
        let first = nextModerator.withLock { next in
            defer { next += requests }
            return next
        }
        let plan = LoadPlan(
            port: port,
            connections: connections,
            requests: requests,
            template: template,
            firstNumber: first,
            countedStart: #"{"items":[{"#,
            timeLimit: Self.timeLimit
        )
        return try await HTTPLoad.run(plan, on: loop)
    }
}

extension LoadResult {
    var milliseconds: Quantiles { Quantiles(latencies.lazy.map { Double($0) / 1e6 }) }
    var seconds: Double { Double(elapsed) / 1e9 }
}
