import Lines
import Moderation
import MongoClient

/// Loads a line: the last image, and the log behind it.
struct LineLoader: Sendable {
    let log: LineLog
    let images: LineImages
    let entriesKept: Duration

    /// How often an image can be replaced while it is read, before the loader gives up.
    private static let attempts = 10

    func load() async throws(MongoError) -> LoadedLine {
        for _ in 0..<Self.attempts {
            if let loaded = try await loadOnce() { return loaded }
        }
        throw .malformed("client \(log.client): no image with the log behind it, in \(Self.attempts) attempts")
    }

    /// Nil if the head has risen meanwhile, so that what it named may be gone.
    private func loadOnce() async throws(MongoError) -> LoadedLine? {
        var loaded = LoadedLine(line: Line(), seq: 0, imageBytes: 0, entriesKept: entriesKept)
        if let head = try await images.head() {
            guard let line = try await images.load(head) else { return nil }
            loaded = LoadedLine(line: line, seq: head.seq, imageBytes: head.bytes, entriesKept: entriesKept)
        }
        var gap: Int64?
        while true {
            let page = try await log.entries(from: loaded.seq)
            guard page.follows(loaded.seq) else { return nil }
            for entry in page.entries {
                if loaded.fit(entry.seq) == .beyond { loaded.hold(entry) }
                guard loaded.fit(entry.seq) == .next else { continue }
                // Whoever wrote the entry had this line, or all that load it go another way than the writer, together.
                _ = loaded.apply(entry, try entry.readCommands(), bytes: entry.bytes)
                while let next = loaded.takeNext() {
                    _ = loaded.apply(next, try next.readCommands(), bytes: next.bytes)
                }
            }
            if page.isFull { continue }
            if page.hasGap, gap != loaded.seq {
                gap = loaded.seq
                continue
            }
            return page.lacksEntries ? nil : loaded
        }
    }
}
