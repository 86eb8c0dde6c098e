import TestSupport

/// Takes all that comes free for as long as it runs, and remembers what.
struct Grabber: Sendable {
    let caller: Caller
    /// The most that it takes at once.
    let limit: Int

    /// Until `isOver`; then once more, so that what came free meanwhile is seen too.
    /// - Returns: All claims that it was given, by post.
    func grab(until isOver: @Sendable () async throws -> Bool) async throws -> [String: [HeldItem]] {
        var claims: [String: [HeldItem]] = [:]
        var isLast = false
        while true {
            let answer = try await caller.claim(limit)
            guard answer.status == 200 else { throw Unexpected(description: "\(answer)") }
            for item in try answer.items where claims[item.post]?.contains(where: { $0.claim == item.claim }) != true {
                claims[item.post, default: []].append(item)
            }
            if isLast { return claims }
            isLast = try await isOver()
        }
    }
}
