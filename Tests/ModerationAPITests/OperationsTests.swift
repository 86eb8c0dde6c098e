import Foundation
import Moderation
import ModerationFakes
import Synchronization
import Testing

@testable import ModerationAPI

@Suite
struct `Operating` {
    private let edge: Edge

    init() throws { edge = try Edge.reference().edge }

    @Test
    func `asks for no token`() async throws {
        for path in ["/healthz", "/readyz", "/metrics", "/openapi.json"] {
            #expect(try await edge.get(path, token: nil).status == 200)
        }
    }

    @Test
    func `tells that the process serves, even when it is not ready`() async throws {
        edge.notes.problems.withLock { $0 = [ReadinessProblem(part: "redis", detail: "no answer within 2 s")] }
        #expect(try await edge.get("/healthz").text == #"{"status":"ok","version":"1.2.3"}"#)
        let ready = try await edge.get("/readyz")
        #expect(ready.refusal == "503 unavailable")
        #expect(ready.list("problems").map { $0["part"] as? String } == ["redis"])
        #expect(ready.list("problems").map { $0["detail"] as? String } == ["no answer within 2 s"])
        edge.notes.problems.withLock { $0 = [] }
        #expect(try await edge.get("/readyz").text == #"{"status":"ready"}"#)
    }

    @Test
    func `tells what is wrong for some alone, and is ready for the others`() async throws {
        let partial = ReadinessProblem(part: "client-redis", detail: "1 of 2", isPartial: true)
        edge.notes.problems.withLock { $0 = [partial] }
        let ready = try await edge.get("/readyz")
        #expect(ready.status == 200)
        #expect(
            ready.text == #"{"status":"degraded","problems":[{"part":"client-redis","detail":"1 of 2"}]}"#
        )
        edge.notes.problems.withLock { $0 = [partial, ReadinessProblem(part: "mongodb", detail: "away")] }
        let neither = try await edge.get("/readyz")
        #expect(neither.refusal == "503 unavailable")
        #expect(neither.list("problems").map { $0["part"] as? String } == ["client-redis", "mongodb"])
    }

    @Test
    func `counts what was done, without names`() async throws {
        try await edge.ingest("very-secret-post")
        try await edge.ingest("very-secret-post")
        _ = try await edge.post("verdicts", "{}")
        _ = try await edge.claim("very-secret-moderator")
        _ = try await edge.claim("very-secret-moderator")
        _ = try await edge.post("very-secret-post/approve", moderator: "very-secret-moderator")
        _ = try await edge.get("/no/such")
        let answer = try await edge.get("/metrics")
        #expect(answer.header("Content-Type") == "text/plain; version=0.0.4; charset=utf-8")
        let lines = Set(answer.text.split(separator: "\n").map(String.init))
        for line in [
            #"modpilot_build_info{version="1.2.3"} 1"#,
            #"modpilot_http_requests_total{route="ingest",status="2xx"} 2"#,
            #"modpilot_http_requests_total{route="ingest",status="4xx"} 1"#,
            #"modpilot_http_requests_total{route="claim",status="2xx"} 2"#,
            #"modpilot_http_requests_total{route="none",status="4xx"} 1"#,
            #"modpilot_http_request_seconds_count{route="claim"} 2"#,
            #"modpilot_http_request_seconds_bucket{route="claim",le="+Inf"} 2"#,
            "modpilot_http_requests_in_flight 1",
            "modpilot_claims_total 1",
            #"modpilot_decisions_total{outcome="approved"} 1"#,
            #"modpilot_decisions_total{outcome="rejected"} 0"#,
            #"modpilot_verdicts_total{result="accepted"} 1"#,
            #"modpilot_verdicts_total{result="duplicate"} 1"#,
            #"modpilot_verdicts_total{result="refused"} 1"#,
            #"modpilot_refusals_total{code="invalid_field"} 1"#,
            #"modpilot_refusals_total{code="not_found"} 1"#,
        ] {
            #expect(lines.contains(line), "\(line)")
        }
        #expect(!answer.text.contains("secret"))
    }

    @Test
    func `describes every call there is and no other`() async throws {
        let document = try await edge.get("/openapi.json")
        #expect(document.header("Content-Type") == "application/json")
        #expect(document.string("openapi") == "3.1.0")
        var described: Set<String> = []
        for (path, methods) in document.object("paths") as? [String: [String: [String: Any]]] ?? [:] {
            for (method, operation) in methods {
                let parameters = (operation["parameters"] as? [[String: Any]] ?? [])
                    .filter { $0["in"] as? String == "query" }.compactMap { $0["name"] as? String }
                let isOpen = (operation["security"] as? [Any])?.isEmpty == true
                described.insert(
                    "\(method.uppercased()) \(path) \(operation["operationId"] ?? "") \(parameters.sorted()) \(isOpen)"
                )
            }
        }
        let routed = Route.all.map { route in
            let isOpen = if case .open = route.action { true } else { false }
            return "\(route.method.rawValue) \(route.path.text) \(route.name) \(route.parameters.sorted()) \(isOpen)"
        }
        #expect(described == Set(routed))
        #expect(Set(routed).count == routed.count)
    }

    @Test
    func `describes every code of a refusal`() async throws {
        let schemas = try await edge.get("/openapi.json").object("components")["schemas"] as? [String: [String: Any]]
        let properties = schemas?["Problem"]?["properties"] as? [String: [String: Any]]
        // Of requests that are refused before anybody looks at their path.
        let lower = ["bad_request", "timeout", "expectation_failed", "not_implemented", "version_not_supported"]
        #expect(properties?["code"]?["enum"] as? [String] == ProblemCode.allCases.map(\.rawValue) + lower)
    }

    @Test
    func `describes nothing that it does not define`() async throws {
        let document = try await edge.get("/openapi.json")
        let components = document.object("components") as? [String: [String: Any]]
        for reference in document.text.matches(of: /"\$ref": "#\/components\/([a-z]+)\/([A-Za-z]+)"/) {
            #expect(components?[String(reference.1)]?[String(reference.2)] != nil, "\(reference.0)")
        }
    }
}
