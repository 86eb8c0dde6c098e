import TestSupport

extension Tenant {
    /// Waits until a post's history, which is a second late at most, has that event so many times.
    func isTold(_ event: String, _ count: Int, of post: String, at server: ServerProcess) async throws {
        try await eventually("\(post) was \(event) \(count) times", within: .seconds(60)) {
            let history = try await caller("backend", at: server).item(post).json["history"].array
            return history.count { $0["event"].string == event } >= count
        }
    }
}
