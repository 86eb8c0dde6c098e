import Synchronization

/// A fixed set of loops that share the work of a process.
package final class EventLoopGroup: Sendable {
    /// The loops, at least one.
    package let loops: [EventLoop]
    private let next = Atomic<Int>(0)

    /// Starts `count` loops, one per processor unless told otherwise, at least one; if one of them cannot
    /// start, none is left running.
    package init(count: Int = Processor.count, name: String = "loop") throws(EventLoopError) {
        var loops: [EventLoop] = []
        for number in 0..<max(1, count) {
            do throws(EventLoopError) {
                loops.append(try EventLoop(name: "\(name)-\(number)"))
            } catch {
                for loop in loops { loop.stop() }
                throw error
            }
        }
        self.loops = loops
    }

    /// The loop of the caller if it runs on one of these, otherwise each in turn.
    package func any() -> EventLoop {
        if let current = loops.first(where: \.isCurrent) { return current }
        let turn = next.wrappingAdd(1, ordering: .relaxed).oldValue
        return loops[Int(UInt(bitPattern: turn) % UInt(loops.count))]
    }

    /// Stops every loop; see `EventLoop.stop()`.
    package func stop() {
        for loop in loops { loop.stop() }
    }
}
