import Synchronization

extension EventLoop {
    /// Calls `body` on the loop's thread once `duration` has passed, never earlier; any thread may ask.
    /// A timer whose result is dropped still fires. After `stop()` it never does.
    @discardableResult
    package func schedule(after duration: Duration, _ body: @escaping @Sendable () -> Void) -> LoopTimer {
        LoopTimer(on: self, after: duration, fire: body)
    }

    /// Waits for `duration` by a timer of this loop; ends early, with the error, when the task is cancelled or
    /// the loop stops.
    package func sleep(for duration: Duration) async throws(CancellationError) {
        let outcome = OneShot<SleepEnd>()
        let timer = LoopTimer(
            on: self,
            after: duration,
            fire: { outcome.end(.slept) },
            abandon: { outcome.end(.cancelled) }
        )
        let end = await withTaskCancellationHandler {
            await outcome.wait()
        } onCancel: {
            timer.cancel()
            outcome.end(.cancelled)
        }
        if end == .cancelled { throw CancellationError() }
    }
}
