import HTTPServer
import Synchronization

/// Names requests for those who look for one in a log: as the caller named it, or by a name that no other request has.
final class RequestIDs: Sendable {
    private let prefix: String
    private let count = Atomic<UInt64>(0)

    init() {
        let random = String(UInt64.random(in: .min ... .max), radix: 16)
        prefix = String(repeating: "0", count: 16 - random.count) + random + "-"
    }

    func id(of request: HTTPRequest) -> String {
        if let named = request.header("X-Request-Id"), Self.isUsable(named) { return named }
        return prefix + String(count.wrappingAdd(1, ordering: .relaxed).newValue, radix: 16)
    }

    /// What may go back in a header and into a log line.
    private static func isUsable(_ name: String) -> Bool {
        (1...128).contains(name.utf8.count) && name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    }
}
