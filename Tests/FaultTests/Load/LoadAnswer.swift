import Foundation

/// An answer, between the instants at which its call was sent and it was there.
struct LoadAnswer {
    let status: Int
    let body: Data
    /// Whether it says when to try again.
    let hasRetryAfter: Bool
    let sent: Moment
    let received: Moment

    /// The `code` of a problem; the status where it has none.
    var code: String { (try? decoded(Problem.self))?.code ?? "\(status)" }

    private struct Problem: Decodable { let code: String }

    var text: String { "\(status) " + String(decoding: body.prefix(300), as: UTF8.self) }

    func decoded<Value: Decodable>(_: Value.Type) throws -> Value {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(Value.self, from: body)
    }
}
