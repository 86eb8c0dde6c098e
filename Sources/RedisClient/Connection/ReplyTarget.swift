typealias RedisResult = Result<RedisValue, RedisError>

/// Who waits for a reply. Settled exactly once, when its command leaves the queue it is in.
enum ReplyTarget {
    case single(Waiter<RedisResult>)
    /// One place in a pipeline.
    case batch(ReplyBatch, Int)

    func settle(_ result: RedisResult) {
        switch self {
        case .single(let waiter): waiter.resume(result)
        case .batch(let batch, let index): batch.settle(index, result)
        }
    }
}
