import ModerationAPI
import Secrets

/// Who bore a token lately: as many as there is room for. Who has not been seen for longest goes first, some at a time.
struct KnownCallers {
    /// A caller takes some hundred bytes.
    static let most = 100_000

    private var recent: [TokenHash: Caller] = [:]
    private var older: [TokenHash: Caller] = [:]
    private let half: Int

    init(most: Int = KnownCallers.most) { half = max(1, most / 2) }

    subscript(hash: TokenHash) -> Caller? {
        mutating get {
            if let caller = recent[hash] { return caller }
            guard let caller = older.removeValue(forKey: hash) else { return nil }
            insert(caller, hash)
            return caller
        }
    }

    mutating func insert(_ caller: Caller, _ hash: TokenHash) {
        if recent.count >= half {
            older = recent
            recent = [:]
        }
        recent[hash] = caller
    }

    var hashes: [TokenHash] { Array(recent.keys) + Array(older.keys) }

    /// Takes these in the place of all others.
    mutating func replace(by callers: [TokenHash: Caller]) {
        recent = [:]
        older = [:]
        for (hash, caller) in callers { insert(caller, hash) }
    }
}
