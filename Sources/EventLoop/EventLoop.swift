import CLibevent
import Glibc
import Synchronization

/// One libevent base on one thread of its own, that is also an executor: actors pin themselves on it and
/// tasks prefer it, so that a socket callback, the actor it concerns and the task that waits all run on one
/// thread and no hop between them costs a lock or a system call.
///
/// The thread alternates between one pass over libevent's ready events and the jobs that came of it. Jobs run
/// in order of arrival per sending thread, at most `jobsPerPass` or so, or for `passTime`, before I/O gets its turn again.
///
/// An actor pins itself with
/// `nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }`.
///
/// A running loop keeps itself alive; `stop()` ends it.
///
/// Thread safety: `inbox`, `joining` and `signals` are mutexes, `threadID` is atomic, `local` is touched by
/// the loop's thread alone, and everything else never changes after `init`. libevent's own functions lock the base.
@safe package final class EventLoop: SerialExecutor, TaskExecutor, @unchecked Sendable {
    /// The name of the loop and, cut to 15 bytes, of its thread.
    package let name: String

    /// The `event_base`, for the wrappers of other libraries. It lives as long as this object.
    package let base: OpaquePointer

    /// Activated to end libevent's wait; its callback does nothing.
    private let wakeUp: OpaquePointer
    private let inbox = Mutex(LoopInbox())
    private let joining: Mutex<pthread_t?> = Mutex(nil)
    private let threadID = Atomic<UInt>(0)
    private let signals = Mutex<[SignalWatch]>([])
    private var local: [LoopWork] = []

    private static let jobsPerPass = 256
    /// Nanoseconds after which what is ready to be read has its turn, however many jobs there are.
    private static let passTime: UInt64 = 2_000_000
    private static let keptCapacity = 16_384
    /// How long `stop()` lets the jobs that still come up run.
    private static let stopGrace: UInt64 = 1_000_000_000

    /// libevent may be used from several threads only after this, once per process and before any base.
    private static let hasThreads = evthread_use_pthreads() == 0

    /// Makes the base and starts its thread.
    package init(name: String) throws(EventLoopError) {
        guard Self.hasThreads, let base = unsafe event_base_new() else { throw .baseUnavailable }
        guard let wakeUp = unsafe event_new(base, -1, Int16(EV_PERSIST), loopWokenUp, nil) else {
            unsafe event_base_free(base)
            throw .baseUnavailable
        }
        self.name = name
        unsafe self.base = base
        unsafe self.wakeUp = wakeUp
        // The thread owns one reference to the loop and gives it back when it ends.
        let context = unsafe Unmanaged.passRetained(self)
        var thread = pthread_t()
        let code = unsafe pthread_create(&thread, nil, loopThreadMain, context.toOpaque())
        guard code == 0 else {
            unsafe context.release()
            throw .threadUnavailable(code: code)
        }
        joining.withLock { $0 = thread }
    }

    deinit {
        // A loop that was stopped only from its own thread was never joined.
        joining.withLock { thread in
            guard let unjoined = thread else { return }
            _ = pthread_detach(unjoined)
        }
        // The thread has ended, and whoever made events on the base kept this object.
        unsafe event_free(wakeUp)
        unsafe event_base_free(base)
    }

    // MARK: - Executor

    package func enqueue(_ job: consuming ExecutorJob) {
        submit(.job(UnownedJob(job)))
    }

    /// Whether the caller runs on this loop's thread.
    package var isCurrent: Bool {
        threadID.load(ordering: .relaxed) == UInt(pthread_self())
    }

    package func isIsolatingCurrentContext() -> Bool? {
        isCurrent
    }

    package func checkIsolated() {
        precondition(isCurrent, "not on the event loop \(name)")
    }

    /// Runs `body` on the loop's thread, soon, after what was submitted before by the same thread.
    /// After `stop()` it is never run.
    package func execute(_ body: @escaping @Sendable () -> Void) {
        submit(.body(body))
    }

    private func submit(_ work: LoopWork) {
        if isCurrent {
            // The loop looks at this list before it waits again: no lock, no wake-up.
            local.append(work)
            return
        }
        let mustWake = inbox.withLock { inbox in
            guard !inbox.isFinished else { return false }
            inbox.work.append(work)
            defer { inbox.isAsleep = false }
            return inbox.isAsleep
        }
        if mustWake { wake() }
    }

    private func wake() {
        // `wakeUp` lives as long as the loop; libevent takes this call from any thread.
        unsafe event_active(wakeUp, Int32(EV_READ), 1)
    }

    // MARK: - Signals

    /// Calls `body` on the loop each time the process gets signal `number`. libevent delivers signals to one
    /// base only: use one loop for all of them.
    package func onSignal(_ number: Int32, _ body: @escaping @Sendable () -> Void) throws(EventLoopError) {
        guard let watch = SignalWatch(number, on: self, body) else { throw .signalUnavailable(number: number) }
        signals.withLock { $0.append(watch) }
    }

    // MARK: - The end

    /// Ends the loop: what is already enqueued still runs (and what comes of it, for one second at most),
    /// pending sleeps end as cancelled, other pending timers never fire. Then the thread ends; the call waits for
    /// that unless it comes from the loop itself. Repeated calls wait too and do nothing else.
    package func stop() {
        let mustWake = inbox.withLock { inbox in
            inbox.isStopping = true
            defer { inbox.isAsleep = false }
            return inbox.isAsleep
        }
        if mustWake { wake() }
        guard !isCurrent else { return }
        joining.withLock { thread in
            guard let joinable = thread.take() else { return }
            pthread_join(joinable, nil)
        }
    }

    // MARK: - The thread

    fileprivate func run() {
        threadID.store(UInt(pthread_self()), ordering: .relaxed)
        unsafe evloop_name_thread(name)
        var incoming: [LoopWork] = []
        var running: [LoopWork] = []
        var stopDeadline: UInt64?
        while true {
            let isStopping = takeIncoming(&incoming)
            runJobs(&running)
            if isStopping {
                let deadline = stopDeadline ?? (MonotonicClock.nanoseconds() + Self.stopGrace)
                stopDeadline = deadline
                unsafe LoopTimer.abandonAll(of: base)
                if finishIfIdle(orAfter: deadline) { break }
            }
            let mayWait = prepareToWait()
            unsafe event_base_loop(base, mayWait ? Self.waitFlags : Self.pollFlags)
        }
        signals.withLock { $0.removeAll() }
        // What never ran may hold the loop, or come back to it while it is released.
        threadID.store(0, ordering: .relaxed)
        local.removeAll()
        inbox.withLock { swap(&$0.work, &incoming) }
        incoming.removeAll()
    }

    private static let waitFlags = EVLOOP_ONCE | EVLOOP_NO_EXIT_ON_EMPTY
    private static let pollFlags = EVLOOP_NONBLOCK | EVLOOP_NO_EXIT_ON_EMPTY

    /// Appends what other threads sent to the loop's own list and tells whether the loop should end.
    private func takeIncoming(_ incoming: inout [LoopWork]) -> Bool {
        let isStopping = inbox.withLock { inbox in
            inbox.isAsleep = false
            swap(&inbox.work, &incoming)
            return inbox.isStopping
        }
        if !incoming.isEmpty {
            local.append(contentsOf: incoming)
            incoming.removeAll(keepingCapacity: incoming.capacity <= Self.keptCapacity)
        }
        return isStopping
    }

    private func runJobs(_ running: inout [LoopWork]) {
        let serial = unsafe asUnownedSerialExecutor()
        let task = unsafe asUnownedTaskExecutor()
        var count = 0
        let end = local.isEmpty ? 0 : MonotonicClock.nanoseconds() + Self.passTime
        while !local.isEmpty, count < Self.jobsPerPass, count == 0 || MonotonicClock.nanoseconds() < end {
            swap(&running, &local)
            for work in running {
                switch work {
                // The job was handed over once and is run once, on the executor it was enqueued on.
                case .job(let job): unsafe job.runSynchronously(isolatedTo: serial, taskExecutor: task)
                case .body(let body): body()
                }
            }
            count += running.count
            running.removeAll(keepingCapacity: running.capacity <= Self.keptCapacity)
        }
    }

    private func prepareToWait() -> Bool {
        guard local.isEmpty else { return false }
        return inbox.withLock { inbox in
            inbox.isAsleep = inbox.work.isEmpty && !inbox.isStopping
            return inbox.isAsleep
        }
    }

    private func finishIfIdle(orAfter deadline: UInt64) -> Bool {
        let isLate = MonotonicClock.nanoseconds() > deadline
        guard local.isEmpty || isLate else { return false }
        return inbox.withLock { inbox in
            inbox.isFinished = inbox.work.isEmpty || isLate
            return inbox.isFinished
        }
    }
}

/// The thread's body; `context` is the reference that `init` retained for it.
private func loopThreadMain(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context = unsafe context else { return nil }
    unsafe Unmanaged<EventLoop>.fromOpaque(context).takeRetainedValue().run()
    return nil
}

private func loopWokenUp(_: Int32, _: Int16, _: UnsafeMutableRawPointer?) {}
