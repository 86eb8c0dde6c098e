import CLibevent
import Glibc
import Synchronization

/// A pending call on a loop; see `EventLoop.schedule(after:_:)`.
///
/// Thread safety: `state` is a mutex; `event` is set before libevent knows of it and freed on the loop's
/// thread alone.
@safe package final class LoopTimer: @unchecked Sendable {
    private enum State {
        case pending(fire: @Sendable () -> Void, abandon: (@Sendable () -> Void)?)
        case over
    }

    private let loop: EventLoop
    private let deadline: UInt64
    private let state: Mutex<State>
    private var event: OpaquePointer?

    /// Starts the timer; `abandon` is called instead of `fire` if the loop stops first.
    init(
        on loop: EventLoop,
        after duration: Duration,
        fire: @escaping @Sendable () -> Void,
        abandon: (@Sendable () -> Void)? = nil
    ) {
        let wait = duration.clampedNanoseconds
        self.loop = loop
        deadline = MonotonicClock.nanoseconds() + wait
        state = Mutex(.pending(fire: fire, abandon: abandon))
        // The event holds one reference to its timer, given back where the event is freed.
        let context = unsafe Unmanaged.passRetained(self).toOpaque()
        unsafe event = event_new(loop.base, -1, 0, timerCallback, context)
        guard let event = unsafe event else { preconditionFailure("no memory for a timer") }
        unsafe arm(event, wait)
    }

    /// Ends the timer, and returns true if its body will never run because of this call; false if it has begun,
    /// or ended otherwise.
    @discardableResult
    package func cancel() -> Bool {
        guard takePending() != nil else { return false }
        if loop.isCurrent {
            free()
        } else {
            loop.execute { self.free() }
        }
        return true
    }

    private func takePending() -> (fire: @Sendable () -> Void, abandon: (@Sendable () -> Void)?)? {
        state.withLock { state in
            guard case .pending(let fire, let abandon) = state else { return nil }
            state = .over
            return (fire, abandon)
        }
    }

    private func arm(_ event: OpaquePointer, _ wait: UInt64) {
        // Rounded up to a microsecond: a timer may be late, never early.
        let microseconds = (wait + 999) / 1_000
        var time = timeval()
        time.tv_sec = time_t(microseconds / 1_000_000)
        time.tv_usec = suseconds_t(microseconds % 1_000_000)
        unsafe event_add(event, &time)
    }

    private func free() {
        guard let event = unsafe event.take() else { return }
        unsafe event_free(event)
        // The reference that the event held.
        unsafe Unmanaged.passUnretained(self).release()
    }

    fileprivate func fired() {
        guard let event = unsafe event else { return }
        // libevent reads a coarse clock, some milliseconds behind.
        let now = MonotonicClock.nanoseconds()
        if now < deadline {
            unsafe arm(event, deadline - now)
            return
        }
        let pending = takePending()
        free()
        pending?.fire()
    }

    fileprivate func abandoned() {
        let pending = takePending()
        free()
        pending?.abandon?()
    }

    /// Ends all timers that are pending on `base`; on its thread.
    static func abandonAll(of base: OpaquePointer) {
        var found: [LoopTimer] = []
        // Collected first: a callback may not change the events while libevent walks over them.
        unsafe withUnsafeMutablePointer(to: &found) { list in
            _ = unsafe event_base_foreach_event(base, collectTimer, list)
        }
        for timer in found { timer.abandoned() }
    }
}

private func loopTimerFired(_: Int32, _: Int16, _ context: UnsafeMutableRawPointer?) {
    guard let context = unsafe context else { return }
    unsafe Unmanaged<LoopTimer>.fromOpaque(context).takeUnretainedValue().fired()
}

/// The callback as libevent holds it, to tell timers from other events.
private let timerCallback: event_callback_fn = unsafe loopTimerFired

private func collectTimer(
    _: OpaquePointer?,
    _ event: OpaquePointer?,
    _ list: UnsafeMutableRawPointer?
) -> Int32 {
    guard let event = unsafe event, let list = unsafe list, let callback = unsafe event_get_callback(event) else {
        return 0
    }
    // Two C function pointers, compared by address.
    let ours = unsafe unsafeBitCast(timerCallback, to: Int.self)
    let isTimer = unsafe unsafeBitCast(callback, to: Int.self) == ours
    if isTimer, let context = unsafe event_get_callback_arg(event) {
        let timer = unsafe Unmanaged<LoopTimer>.fromOpaque(context).takeUnretainedValue()
        unsafe list.assumingMemoryBound(to: [LoopTimer].self).pointee.append(timer)
    }
    return 0
}
