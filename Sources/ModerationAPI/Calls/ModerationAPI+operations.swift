import HTTPServer
import JSONText
import Waiting

/// What those who run the server ask; open to anyone who can reach it.
extension ModerationAPI {
    /// `GET /healthz`: the process serves.
    func health() async -> HTTPResponse {
        var json = JSONWriter()
        json.beginObject()
        json.field("status", string: "ok")
        json.field("version", string: services.version)
        json.endObject()
        return .json(200, json)
    }

    /// `GET /readyz`: the claim path works. What is wrong for some clients alone is said and does not take the server out.
    func ready() async -> HTTPResponse {
        let problems = await services.readiness()
        guard problems.allSatisfy(\.isPartial) else {
            let parts = problems.map(\.part).joined(separator: ", ")
            return APIProblem(.unavailable, "claims cannot be served now: \(parts)", .parts(problems)).response
        }
        var json = JSONWriter()
        json.beginObject()
        json.field("status", string: problems.isEmpty ? "ready" : "degraded")
        if !problems.isEmpty { json.problems(problems) }
        json.endObject()
        return .json(200, json)
    }

    /// `GET /metrics`
    func showMetrics() async -> HTTPResponse {
        HTTPResponse(
            status: 200,
            contentType: "text/plain; version=0.0.4; charset=utf-8",
            text: services.metrics.text(version: services.version, parked: services.waiting.parkedCount)
                + services.moreMetrics()
        )
    }

    /// `GET /openapi.json`
    func describe() async -> HTTPResponse {
        HTTPResponse(
            status: 200,
            headers: [("Content-Type", "application/json")],
            body: PackageResources.openapi_json
        )
    }
}
