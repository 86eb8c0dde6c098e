/// The replies of a pipeline, handed over together when the last one is there.
final class ReplyBatch {
    private var replies: [RedisValue]
    private var missing: Int
    private var error: RedisError?
    private let waiter: Waiter<Result<[RedisValue], RedisError>>

    /// `count` is at least one.
    init(count: Int, _ waiter: Waiter<Result<[RedisValue], RedisError>>) {
        replies = Array(repeating: .null, count: count)
        missing = count
        self.waiter = waiter
    }

    func settle(_ index: Int, _ result: RedisResult) {
        switch result {
        case .success(let value): replies[index] = value
        case .failure(let failure): error = error ?? failure
        }
        missing -= 1
        guard missing == 0 else { return }
        // Each place is settled once, so this is reached once.
        waiter.resume(error.map { .failure($0) } ?? .success(replies))
    }
}
