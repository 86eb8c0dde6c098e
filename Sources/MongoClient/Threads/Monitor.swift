import CMongoC
import Glibc

/// State that threads share, with a lock and a few signals to wait for: what `Mutex` has no way to say.
///
/// Thread safety: `state` is touched only while `mutex` is held, and only inside `withLock` and `wait`. The
/// access ends before a thread sleeps, so none ever overlaps another.
@safe final class Monitor<State>: @unchecked Sendable {
    /// What a waiting thread wants after it looked at the state.
    enum Step<Value> {
        case done(Value)
        /// Look again after a signal, or at that time at the latest.
        case wait(until: ContinuousClock.Instant?)
    }

    private var state: State
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let conditions: UnsafeMutableBufferPointer<pthread_cond_t>

    /// - Parameter signals: how many distinct signals there are; they are named by number from 0.
    init(_ state: sending State, signals: Int) {
        self.state = state
        // Their addresses must not move while in use; they live until deinit.
        unsafe mutex = .allocate(capacity: 1)
        unsafe conditions = .allocate(capacity: signals)
        unsafe mutex.initialize(to: pthread_mutex_t())
        unsafe conditions.initialize(repeating: pthread_cond_t())
        unsafe pthread_mutex_init(mutex, nil)
        for index in unsafe conditions.indices { unsafe pthread_cond_init(condition(index), nil) }
    }

    deinit {
        // No thread can be inside: it would hold a reference.
        for index in unsafe conditions.indices { unsafe pthread_cond_destroy(condition(index)) }
        unsafe pthread_mutex_destroy(mutex)
        unsafe conditions.deallocate()
        unsafe mutex.deallocate()
    }

    func withLock<Value>(_ body: (inout State) -> Value) -> Value {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        return body(&state)
    }

    /// Blocks the calling thread, which must be one of the program's own, until `look` is done.
    func wait<Value>(for signal: Int, _ look: (inout State) -> Step<Value>) -> Value {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        while true {
            switch look(&state) {
            case .done(let value):
                return value
            case .wait(until: nil):
                unsafe pthread_cond_wait(condition(signal), mutex)
            case .wait(until: let time?):
                // The monotonic clock: a wait must not change its length when somebody sets the time of day.
                var end = Self.monotonicTime(after: ContinuousClock.now.duration(to: time))
                unsafe pthread_cond_clockwait(condition(signal), mutex, CLOCK_MONOTONIC, &end)
            }
        }
    }

    /// Wakes one thread that waits for the signal, or all.
    func signal(_ signal: Int, all: Bool = false) {
        if all {
            unsafe pthread_cond_broadcast(condition(signal))
        } else {
            unsafe pthread_cond_signal(condition(signal))
        }
    }

    private func condition(_ index: Int) -> UnsafeMutablePointer<pthread_cond_t> {
        // Checked here, because the buffer itself checks in debug builds alone.
        precondition(unsafe conditions.indices.contains(index), "no such signal")
        return unsafe conditions.baseAddress.unsafelyUnwrapped + index
    }

    private static func monotonicTime(after delay: Duration) -> timespec {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        let (seconds, attoseconds) = max(delay, .zero).components
        let nanoseconds = time.tv_nsec + Int(attoseconds / 1_000_000_000)
        time.tv_sec += Int(min(seconds, 86_400)) + nanoseconds / 1_000_000_000
        time.tv_nsec = nanoseconds % 1_000_000_000
        return time
    }
}
