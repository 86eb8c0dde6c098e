/// What the workers, the timekeeper and the callers share, under the pool's lock.
struct WorkerState {
    typealias Reply = Result<BSONDocument, MongoError>
    typealias Caller = CheckedContinuation<Reply, Never>

    /// A request whose caller still waits.
    struct Job {
        let request: MongoRequest
        let caller: Caller
        var isRunning = false
    }

    struct Closing {
        let caller: CheckedContinuation<Void, Never>
        let deadline: ContinuousClock.Instant
    }

    /// Both the queued and the running ones: who settles a job takes it out, so that each is settled once.
    var jobs: [UInt64: Job] = [:]
    /// Ids in order of arrival. An id whose job is gone is skipped.
    var queues: [FIFO<UInt64>]
    var waiting: [Int]
    /// When the timekeeper looks next; nil when it sleeps until it is called.
    var nextLook: ContinuousClock.Instant?
    var isClosing = false
    var liveWorkers: Int
    /// Set when the last worker has gone and the connections are closed.
    var isFinished = false
    var closings: [Closing] = []

    init(workers: Int) {
        liveWorkers = workers
        queues = MongoRequest.Lane.allCases.map { _ in FIFO() }
        waiting = MongoRequest.Lane.allCases.map { _ in 0 }
    }
}
