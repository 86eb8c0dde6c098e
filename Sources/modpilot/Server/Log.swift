import Dispatch
import Foundation
import JSONText
import Moderation
import Synchronization

/// JSON lines on standard error: `time`, `level`, `message` and named values. Never a token, never what a post says.
///
/// Lines are written on a queue of their own, so that a reader that is slow stops nobody; what does not fit in the
/// meantime is counted and said.
final class Log: Sendable {
    private let level: LogLevel
    private let queue = DispatchQueue(label: "log")
    private let backlog = Mutex((waiting: 0, lost: 0))

    private static let mostWaiting = 10_000
    /// Characters: what others say, a store's errors among it, has no length of its own.
    private static let longestValue = 1_000

    init(level: LogLevel) { self.level = level }

    func debug(_ message: StaticString, _ values: [(StaticString, String)] = []) { write(.debug, message, values) }
    func info(_ message: StaticString, _ values: [(StaticString, String)] = []) { write(.info, message, values) }
    func warning(_ message: StaticString, _ values: [(StaticString, String)] = []) { write(.warning, message, values) }
    func error(_ message: StaticString, _ values: [(StaticString, String)] = []) { write(.error, message, values) }

    private func write(_ level: LogLevel, _ message: StaticString, _ values: [(StaticString, String)]) {
        guard level >= self.level else { return }
        let lost = backlog.withLock { backlog -> Int? in
            guard backlog.waiting < Self.mostWaiting else {
                backlog.lost += 1
                return nil
            }
            backlog.waiting += 1
            defer { backlog.lost = 0 }
            return backlog.lost
        }
        guard let lost else { return }
        var writer = JSONWriter()
        writer.beginObject()
        writer.field("time", string: Timestamp(milliseconds: Int64(Date.now.timeIntervalSince1970 * 1_000)).description)
        writer.field("level", string: level.rawValue)
        writer.field("message", string: "\(message)")
        for (name, value) in values { writer.field(name, string: String(value.prefix(Self.longestValue))) }
        if lost > 0 { writer.field("lines_lost", integer: lost) }
        writer.endObject()
        let line = Data(writer.bytes + [UInt8(ascii: "\n")])
        queue.async { [self] in
            try? FileHandle.standardError.write(contentsOf: line)
            backlog.withLock { $0.waiting -= 1 }
        }
    }

    /// Waits until what was logged so far is written.
    func flush() { queue.sync {} }
}
