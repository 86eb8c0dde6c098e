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

    /// Empty for the beginning; otherwise two numbers, as the stores give them.
    private func cursor(_ call: Call) throws(APIProblem) -> String {
        guard let text = call.query["after"], !text.isEmpty else { return "" }
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        let isCursor =
            parts.count == 2
            && parts.allSatisfy { part in
                // Within 63 bits, which no store runs out of.
                !part.isEmpty && part.allSatisfy(\.isDigit) && Int64(Substring(part)) != nil
            }
        guard isCursor else { throw .invalidField("after", "must be the next of an earlier answer, or nothing") }
        return text
    }
}
