import HTTPServer
import JSONText
import Moderation
import Waiting

extension ModerationAPI {
    private static let mostResults = 1_000

    /// `GET results`: decisions in order, from a cursor on.
    func results(_ call: Call) async throws(APIProblem) -> HTTPResponse {
        let after = try cursor(call)
        let limit = try call.query.integer("limit", in: 1...Self.mostResults, default: 100)
        let wait = try call.wait()
        let claims = services.claims
        let page: (decisions: [String], next: String)
        do {
            page = try await services.waiting.firstAnswer(
                in: .results(of: call.client.id),
                within: wait,
                on: services.loop
            ) { () async throws(StoreFailure) in
                try await claims.results(of: call.client, after: after, limit: limit)
            } reading: {
                LineAnswer(isServed: !$0.decisions.isEmpty)
            }
        } catch {
            throw APIProblem(error)
        }
        var json = JSONWriter(reservingCapacity: page.decisions.reduce(64) { $0 + $1.utf8.count + 1 })
        json.beginObject()
        json.field("results")
        json.beginArray()
        for decision in page.decisions { json.raw(decision) }
        json.endArray()
        json.field("next", string: page.next)
        json.endObject()
        return .json(200, json)
    }

    /// Empty for the beginning.
    private func cursor(_ call: Call) throws(APIProblem) -> String {
        let text = call.query["after"] ?? ""
        guard ResultsCursor(text) != nil else {
            throw .invalidField("after", "must be the next of an earlier answer, or nothing")
        }
        return text
    }
}
