import HTTPServer
import JSONText
import Moderation
import ModerationJSON
import Waiting

extension ModerationAPI {
    private static let mostResults = 1_000

    /// `GET results`: decisions in order, from a cursor on.
    func results(_ call: Call) async throws(APIProblem) -> HTTPResponse {
        let after = try cursor(call)
        let limit = try call.query.integer("limit", in: 1...Self.mostResults, default: 100)
        let page = try await firstAnswer(to: call, in: .results(of: call.client.id)) {
            client async throws(APIProblem) in
            do throws(StoreFailure) {
                return try await services.records.results(of: client, after: after.cursor, limit: limit)
            } catch {
                throw APIProblem(error)
            }
        } reading: {
            LineAnswer(isServed: !$0.entries.isEmpty)
        }
        if !page.entries.isEmpty { _ = try currentCaller(of: call) }
        var next = after.text
        var json = JSONWriter(reservingCapacity: 64 + 384 * page.entries.count)
        json.beginObject()
        json.field("results")
        json.beginArray()
        for entry in page.entries {
            json.decision(entry.stored.decision)
            next = ResultsCursor.text(behind: entry.number)
            // The next page begins with the others.
            if json.bytes.count > Self.mostBytes { break }
        }
        json.endArray()
        json.field("next", string: next)
        json.endObject()
        return .json(200, json)
    }

    private static let mostBytes = 8 << 20

    /// Empty for the beginning.
    private func cursor(_ call: Call) throws(APIProblem) -> (text: String, cursor: ResultsCursor) {
        let text = call.query["after"] ?? ""
        guard let cursor = ResultsCursor(text) else {
            throw .invalidField("after", "must be the next of an earlier answer, or nothing")
        }
        return (text, cursor)
    }
}
