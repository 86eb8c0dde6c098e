import Foundation
import TestSupport

/// One caller with a kept-alive connection to each server, on a thread of its own, where its calls block.
///
/// Not `Sendable`: it stays on its thread.
final class LoadCaller {
    let name: String
    private let ports: [UInt16]
    private let probes: [HTTPProbe]
    private let headers: [String: String]

    private static let api = "/api/v1/moderation"
    /// A server answers sooner, whatever its stores do.
    private static let patience: Duration = .seconds(20)

    init(_ access: Access, role: Access.Role, name: String) {
        self.name = name
        ports = access.ports
        probes = access.ports.map { HTTPProbe(port: $0, timeout: Self.patience) }
        headers = ["Authorization": "Bearer \(access.token(of: role))", "X-Moderator-Id": name]
    }

    /// Makes a call once, at one server.
    /// - Returns: nil when there was no answer, or none to the end.
    func call(
        _ method: String,
        _ path: String,
        body: String? = nil,
        type: String = "application/json",
        at server: Int
    ) -> LoadAnswer? {
        call(method, path, body: body, type: type, by: probes[server])
    }

    /// Makes a call once, at one server, on a connection of its own that is ended where there is no answer in time.
    func call(_ method: String, _ path: String, at server: Int, within time: Duration) -> LoadAnswer? {
        call(method, path, by: HTTPProbe(port: ports[server], timeout: time))
    }

    private func call(
        _ method: String,
        _ path: String,
        body: String? = nil,
        type: String = "",
        by probe: HTTPProbe
    ) -> LoadAnswer? {
        let sent = Moment.now
        let answer = try? probe.callBlocking(
            method,
            Self.api + path,
            headers: body == nil ? headers : headers.merging(["Content-Type": type]) { $1 },
            body: body.map { Array($0.utf8) }
        )
        return answer.map { answer in
            LoadAnswer(
                status: answer.status,
                body: Data(answer.body),
                hasRetryAfter: answer.header("Retry-After") != nil,
                sent: sent,
                received: .now
            )
        }
    }

    var servers: Int { probes.count }
}
