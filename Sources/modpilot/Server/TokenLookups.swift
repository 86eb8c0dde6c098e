import Moderation
import MongoClient
import MongoRecords

/// Looks tokens up that are not known: one question to MongoDB at a time for all who ask, and a pause behind each, so that whoever
/// guesses tokens makes it work no more than that.
actor TokenLookups {
    private let records: ClientRecords
    private var waiting: [String: [CheckedContinuation<Result<TokenRecord?, MongoError>, Never>]] = [:]
    private var callers = 0
    private var isAsking = false

    /// In one question.
    private static let mostAtOnce = 1_000
    /// Who comes beyond them is told that tokens can't be looked up now.
    private static let mostWaiting = 20_000
    private static let pause: Duration = .milliseconds(10)

    init(records: ClientRecords) { self.records = records }

    /// - Parameter hash: in hexadecimal.
    /// - Returns: nil where there is none.
    func find(_ hash: String) async throws(MongoError) -> TokenRecord? {
        guard callers < Self.mostWaiting else {
            throw .unavailable("too many tokens are looked up", maybeExecuted: false)
        }
        callers += 1
        defer { callers -= 1 }
        let found = await withCheckedContinuation { caller in
            waiting[hash, default: []].append(caller)
            ask()
        }
        return try found.get()
    }

    private func ask() {
        guard !isAsking, !waiting.isEmpty else { return }
        isAsking = true
        Task {
            while !waiting.isEmpty {
                let hashes = Array(waiting.keys.prefix(Self.mostAtOnce))
                let callers = hashes.map { (hash: $0, callers: waiting.removeValue(forKey: $0) ?? []) }
                let found: Result<[String: TokenRecord], MongoError>
                do throws(MongoError) {
                    let records = try await records.tokens(hashed: hashes).values
                    found = .success(Dictionary(records.map { ($0.hash, $0) }) { first, _ in first })
                } catch {
                    found = .failure(error)
                }
                for (hash, callers) in callers {
                    for caller in callers { caller.resume(returning: found.map { $0[hash] }) }
                }
                try? await Task.sleep(for: Self.pause)
            }
            isAsking = false
        }
    }
}
