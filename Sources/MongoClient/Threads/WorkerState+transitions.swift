extension WorkerState {
    /// Those whose wait is over.
    struct Due {
        var late: [(Caller, MongoError)] = []
        var closed: [CheckedContinuation<Void, Never>] = []

        var isEmpty: Bool { late.isEmpty && closed.isEmpty }
    }

    /// Marks a queued job as running; nil when it was taken out meanwhile.
    mutating func start(_ id: UInt64) -> MongoRequest? {
        guard let request = jobs[id]?.request else { return nil }
        jobs[id]?.isRunning = true
        waiting[request.lane.rawValue] -= 1
        return request
    }

    /// Takes a job out: whoever gets it settles it.
    mutating func take(_ id: UInt64) -> Job? {
        guard let job = jobs.removeValue(forKey: id) else { return nil }
        if !job.isRunning { waiting[job.request.lane.rawValue] -= 1 }
        return job
    }

    /// Takes out all whose deadline has passed and sets `nextLook` to the next deadline.
    mutating func takeDue(at now: ContinuousClock.Instant) -> Due {
        var due = Due()
        for (id, job) in jobs where job.request.deadline <= now {
            let maybeExecuted = job.isRunning && !job.request.kind.isRead
            due.late.append((job.caller, .timedOut(maybeExecuted: maybeExecuted)))
            _ = take(id)
        }
        // While every worker is blocked nobody else would remove the ids of dropped jobs.
        if !due.late.isEmpty {
            for lane in queues.indices { queues[lane].removeAll { [jobs] in jobs[$0] == nil } }
        }
        due.closed = closings.filter { isFinished || $0.deadline <= now }.map(\.caller)
        closings.removeAll { isFinished || $0.deadline <= now }
        nextLook = (jobs.values.map(\.request.deadline) + closings.map(\.deadline)).min()
        return due
    }
}
