import Foundation
import Synchronization

/// Leads to another port of this machine, and changes some of the bytes that come back from there.
package final class CorruptingRelay: Sendable {
    /// Where it listens, for as long as it lives.
    package var port: UInt16 { listener.port }

    private let listener: LoopbackListener
    private let rate: Atomic<Int>

    /// - Parameters:
    ///   - change: What a byte becomes; nil leaves it.
    package init(
        to target: UInt16,
        change: @escaping @Sendable (UInt8, inout SystemRandomNumberGenerator) -> UInt8?
    ) throws(SystemError) {
        let listener = try LoopbackListener()
        self.listener = listener
        rate = Atomic(0)
        Thread.detachNewThread { [weak self] in
            while let caller = try? listener.accept() {
                guard let callee = try? LoopbackSocket(port: target, timeout: .zero) else { continue }
                Thread.detachNewThread { Self.pump(from: caller, to: callee) { $0 } }
                Thread.detachNewThread {
                    var random = SystemRandomNumberGenerator()
                    Self.pump(from: callee, to: caller) { bytes in
                        guard let one = self?.rate.load(ordering: .relaxed), one > 0 else { return bytes }
                        return bytes.map { byte in
                            guard Int.random(in: 0..<one, using: &random) == 0 else { return byte }
                            return change(byte, &random) ?? byte
                        }
                    }
                }
            }
        }
    }

    deinit { listener.stop() }

    /// From now on one byte of so many is changed; none with 0.
    package func corrupt(oneOf count: Int) { rate.store(count, ordering: .relaxed) }

    private static func pump(from source: LoopbackSocket, to sink: LoopbackSocket, _ change: ([UInt8]) -> [UInt8]) {
        while let bytes = try? source.receive(), !bytes.isEmpty, (try? sink.send(change(bytes))) != nil {}
        for socket in [source, sink] { socket.cut() }
    }
}
