import Foundation
import TestSupport

/// Times as answers and logs tell them.
enum StoreTime {
    /// Seconds since 1970.
    static func seconds(_ json: LooseJSON) throws -> Double {
        guard let text = json.string else { throw Unexpected(description: "no time: \(json)") }
        return try Date.ISO8601FormatStyle(includingFractionalSeconds: true).parse(text).timeIntervalSince1970
    }
}
