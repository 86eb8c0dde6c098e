import Foundation

/// Bytes that are on their way, in their order.
///
/// Thread safety: `bytes` is read and written under the condition's lock alone.
final class DelayedBytes: @unchecked Sendable {
    private let condition = NSCondition()
    private var bytes: [(bytes: [UInt8], at: ContinuousClock.Instant)] = []

    func put(_ next: [UInt8], until instant: ContinuousClock.Instant) {
        condition.lock()
        bytes.append((next, instant))
        condition.signal()
        condition.unlock()
    }

    /// Waits until there are some that have arrived.
    func take() -> [UInt8] {
        condition.lock()
        while bytes.isEmpty { condition.wait() }
        let first = bytes.removeFirst()
        condition.unlock()
        let rest = first.at - .now
        if rest > .zero { Thread.sleep(forTimeInterval: rest / .seconds(1)) }
        return first.bytes
    }
}
