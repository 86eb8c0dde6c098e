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

    init(port: UInt16, token: String, loop: EventLoop) {
        self.port = port
        self.loop = loop
        template = RequestTemplate(
            head: "GET /api/v1/moderation/pending HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n"
                + "Authorization: Bearer \(token)\r\nX-Moderator-Id: m",
            digits: ClaimTarget.digits,
            rest: "\r\n\r\n"
        )
    }

    /// Sends `requests` claims; every one must be given an item.
    func claim(_ requests: Int, connections: Int) async throws -> LoadResult {
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
        let result = try await HTTPLoad.run(plan, on: loop)
        guard result.counted == requests else {
            throw BenchFailure.failed("\(requests - result.counted) of \(requests) answers held no item")
        }
        return result
    }
}

extension LoadResult {
    var milliseconds: Quantiles { Quantiles(latencies.lazy.map { Double($0) / 1e6 }) }
    var seconds: Double { Double(elapsed) / 1e9 }
}
