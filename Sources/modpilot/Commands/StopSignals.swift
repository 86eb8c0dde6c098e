import EventLoop
import Foundation

/// Tells of SIGTERM and SIGINT, which end nothing by themselves any more.
struct StopSignals {
    private let loop: EventLoop
    private let arrivals: AsyncStream<Void>

    init() throws(CommandFailure) {
        let signals = AsyncStream.makeStream(of: Void.self)
        arrivals = signals.stream
        do throws(EventLoopError) {
            loop = try EventLoop(name: "signals")
            for number in [SIGTERM, SIGINT] {
                try loop.onSignal(number) { signals.continuation.finish() }
            }
        } catch {
            throw .failed("\(error)")
        }
    }

    /// Ends with the first of them, or when the task is cancelled.
    func wait() async { for await _ in arrivals {} }

    func close() { loop.stop() }
}
