import EventLoop
import Foundation
import HTTPServer
import Ingestion
import Moderation
import ModerationFakes
import Synchronization
import Waiting

@testable import ModerationAPI

/// The API over stores in memory, called without a socket.
struct Edge {
    let api: ModerationAPI
    let client: Client
    let directory = KnownCallers()
    let notes = Notes()
    let journal = MemoryJournal()
    let waiting = WaitingRoom()

    private static let loop = Result { () throws(EventLoopError) in try EventLoop(name: "edge") }

    /// What the API told those around it.
    final class Notes: Sendable {
        let failures = Mutex<[(StoreFailure, String)]>([])
        let problems = Mutex<[ReadinessProblem]>([])
    }

    init(
        claims: any ClaimStore,
        records: any ItemRecords,
        settings: ClientSettings = ClientSettings()
    ) throws {
        client = Client(id: try ClientID("acme"), settings: settings)
        let naming = PlainNaming()
        let notes = notes
        api = ModerationAPI(
            Services(
                directory: directory,
                claims: claims,
                records: records,
                journal: journal,
                desk: DecisionDesk(claims: claims, records: records, journal: journal, naming: naming),
                ingestion: Ingestion(claims: claims, records: records),
                naming: naming,
                readiness: { notes.problems.withLock(\.self) },
                waiting: waiting,
                loop: try Self.loop.get(),
                version: "1.2.3",
                report: { failure, id in notes.failures.withLock { $0.append((failure, id)) } }
            )
        )
        directory.add("mp_svc", Caller(client: client, role: .service, subject: nil))
        directory.add("mp_ann", Caller(client: client, role: .moderator, subject: try ModeratorName("ann")))
        directory.add("mp_sue", Caller(client: client, role: .supervisor, subject: try ModeratorName("sue")))
        directory.add("mp_nameless", Caller(client: client, role: .moderator, subject: nil))
        let other = Client(id: try ClientID("other"))
        directory.add("mp_other", Caller(client: other, role: .service, subject: nil))
    }

    /// Over the reference stores, with a clock that a test can move.
    static func reference(
        settings: ClientSettings = ClientSettings()
    ) throws -> (edge: Edge, clock: ManualClock, claims: MemoryClaims) {
        let clock = ManualClock()
        let claims = MemoryClaims(clock: clock)
        return (try Edge(claims: claims, records: MemoryRecords(clock: clock), settings: settings), clock, claims)
    }

    /// - Parameters:
    ///   - moderator: Sent as `X-Moderator-Id`.
    ///   - type: The body's; sent only with a body.
    func call(
        _ method: String,
        _ target: String,
        token: String? = "mp_svc",
        moderator: String? = nil,
        body: String? = nil,
        type: String? = "application/json",
        headers: [(name: String, value: String)] = []
    ) async throws -> Answer {
        var lines = headers
        if let token { lines.append((name: "Authorization", value: "Bearer " + token)) }
        if let moderator { lines.append((name: "X-Moderator-Id", value: moderator)) }
        if body != nil, let type { lines.append((name: "Content-Type", value: type)) }
        let request = HTTPRequest(
            method: method,
            target: target,
            headers: HTTPHeaders(lines),
            body: body.map { Array($0.utf8) } ?? []
        )
        return Answer(await api.respond(to: request))
    }

    func get(_ path: String, token: String? = "mp_svc", moderator: String? = nil) async throws -> Answer {
        try await call("GET", path.hasPrefix("/") ? path : Self.base + path, token: token, moderator: moderator)
    }

    @discardableResult
    func post(
        _ path: String,
        _ body: String? = nil,
        token: String? = "mp_svc",
        moderator: String? = nil
    ) async throws -> Answer {
        try await call("POST", Self.base + path, token: token, moderator: moderator, body: body)
    }

    @discardableResult
    func ingest(_ post: String, _ more: String = "") async throws -> Answer {
        try await self.post("verdicts", #"{"post_id":"\#(post)","verdict":"manual_review","content":{"t":1}\#(more)}"#)
    }

    /// Claims one item for a moderator and gives its claim's id.
    func claim(_ moderator: String) async throws -> String? {
        let answer = try await get("pending", moderator: moderator)
        let items = answer.json["items"] as? [[String: Any]]
        return (items?.first?["claim"] as? [String: Any])?["id"] as? String
    }

    static let base = "/api/v1/moderation/"
}
