extension Sequence<QueuedItem> {
    /// Which round of each post this is.
    package var rounds: [PostID: Int] { Dictionary(map { ($0.post, $0.round) }) { Swift.max($0, $1) } }
}
