import Synchronization

/// The threads that libmongoc may block, and the bounded queue in front of them.
///
/// Callers suspend; they never block. Each worker has a libmongoc client of its own, so that none waits for one. One
/// more thread, the timekeeper, answers callers whose time has passed, even while every worker is blocked.
final class WorkerPool: Sendable {
    private static let timekeeping = MongoRequest.Lane.allCases.count
    private static let lastID = Atomic<UInt64>(0)

    private let monitor: Monitor<WorkerState>
    private let connections: MongoPool
    private let queueLimit: Int

    /// - Parameters:
    ///   - threads: workers for all but cursors and change streams, which have one more each.
    ///   - queueLimit: how many requests may wait for a worker.
    /// - Throws: `.invalid` for a URI that can't be used, `.unavailable` when the system grants no thread.
    init(uri: MongoURI, threads: Int, queueLimit: Int) throws(MongoError) {
        connections = try MongoPool(uri: uri, clients: threads + 2)
        monitor = Monitor(WorkerState(workers: threads + 2), signals: Self.timekeeping + 1)
        self.queueLimit = queueLimit
        let lanes = [.cursors, .changes] + Array(repeating: MongoRequest.Lane.shared, count: threads)
        for (index, lane) in lanes.enumerated() {
            do {
                try OSThread.start(name: "mongo-\(index)") { self.work(lane) }
            } catch {
                abandon(workers: lanes.count - index)
                throw error
            }
        }
        do {
            try OSThread.start(name: "mongo-time") { self.keepTime() }
        } catch {
            abandon(workers: 0)
            throw error
        }
    }

    // MARK: Callers

    /// Runs a request on a worker; the caller is suspended until it is answered or its time has passed.
    ///
    /// When the task is cancelled while the request waits, the request is dropped; once sent, it is seen through.
    func run(_ request: MongoRequest) async throws(MongoError) -> BSONDocument {
        let id = Self.lastID.add(1, ordering: .relaxed).newValue
        let reply: WorkerState.Reply = await withTaskCancellationHandler {
            await withCheckedContinuation { caller in
                submit(id, WorkerState.Job(request: request, caller: caller))
                // A cancellation that came before the job was there has found nothing.
                if Task.isCancelled { cancel(id) }
            }
        } onCancel: {
            cancel(id)
        }
        return try reply.get()
    }

    private func submit(_ id: UInt64, _ job: WorkerState.Job) {
        let lane = job.request.lane.rawValue
        let refusal: MongoError? = monitor.withLock { state in
            guard !state.isClosing else { return Self.closed }
            guard state.waiting[lane] < queueLimit else { return .overloaded }
            state.jobs[id] = job
            state.queues[lane].append(id)
            state.waiting[lane] += 1
            monitor.signal(lane)
            if state.nextLook.map({ job.request.deadline < $0 }) ?? true {
                state.nextLook = job.request.deadline
                monitor.signal(Self.timekeeping)
            }
            return nil
        }
        if let refusal { job.caller.resume(returning: .failure(refusal)) }
    }

    private func cancel(_ id: UInt64) {
        let job: WorkerState.Job? = monitor.withLock { state in
            guard let job = state.jobs[id], !job.isRunning else { return nil }
            return state.take(id)
        }
        job?.caller.resume(returning: .failure(.cancelled))
    }

    // MARK: Closing

    /// Fails what waits, sees through what runs, and closes the connections; returns after `limit` at the latest,
    /// in which case the rest is done in the background.
    func close(within limit: Duration) async {
        let deadline = ContinuousClock.now + limit
        beginClose()
        await withCheckedContinuation { caller in
            let isFinished = monitor.withLock { state in
                if !state.isFinished {
                    state.closings.append(WorkerState.Closing(caller: caller, deadline: deadline))
                    monitor.signal(Self.timekeeping)
                }
                return state.isFinished
            }
            if isFinished { caller.resume() }
        }
    }

    /// Fails what waits and sends the workers home.
    func beginClose() {
        let dropped: [WorkerState.Job] = monitor.withLock { state in
            state.isClosing = true
            for lane in MongoRequest.Lane.allCases { monitor.signal(lane.rawValue, all: true) }
            return state.jobs.filter { !$0.value.isRunning }.keys.compactMap { state.take($0) }
        }
        for job in dropped { job.caller.resume(returning: .failure(Self.closed)) }
    }

    private static let closed = MongoError.unavailable("the MongoDB client is closed", maybeExecuted: false)

    /// Some workers never started: they count as gone.
    private func abandon(workers: Int) {
        beginClose()
        for _ in 0..<workers { workerLeft() }
    }

    // MARK: Workers

    private func work(_ lane: MongoRequest.Lane) {
        do throws(MongoError) {
            var connection = try MongoConnection(pool: connections, lane: lane)
            while let (id, request) = nextJob(lane) {
                finish(id, with: Result { () throws(MongoError) in try connection.run(request) })
            }
        } catch {
            // Without a client there is no work; the pool is made large enough for each worker to get one.
            while let (id, _) = nextJob(lane) { finish(id, with: .failure(error)) }
        }
        workerLeft()
    }

    private func nextJob(_ lane: MongoRequest.Lane) -> (UInt64, MongoRequest)? {
        monitor.wait(for: lane.rawValue) { state in
            while let id = state.queues[lane.rawValue].popFirst() {
                if let request = state.start(id) { return .done((id, request)) }
            }
            return state.isClosing ? .done(nil) : .wait(until: nil)
        }
    }

    private func finish(_ id: UInt64, with reply: WorkerState.Reply) {
        // Gone when the caller's time has passed meanwhile.
        monitor.withLock { $0.take(id) }?.caller.resume(returning: reply)
    }

    /// The last one out closes the connections, when no client is in use any more.
    private func workerLeft() {
        let isLast = monitor.withLock { state in
            state.liveWorkers -= 1
            return state.liveWorkers == 0
        }
        guard isLast else { return }
        connections.destroy()
        monitor.withLock { state in
            state.isFinished = true
            monitor.signal(Self.timekeeping)
        }
    }

    // MARK: The timekeeper

    private func keepTime() {
        while let due = nextDue() {
            for (caller, error) in due.late { caller.resume(returning: .failure(error)) }
            for caller in due.closed { caller.resume() }
        }
    }

    /// Nil when there is nothing left to keep time for.
    private func nextDue() -> WorkerState.Due? {
        monitor.wait(for: Self.timekeeping) { state in
            let due = state.takeDue(at: .now)
            if !due.isEmpty { return .done(due) }
            if state.isFinished { return .done(nil) }
            return .wait(until: state.nextLook)
        }
    }
}
