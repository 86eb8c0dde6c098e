import Lines
import Moderation

extension LineReplica {
    /// An entry that another server appended, as the change stream tells it.
    func receiveFromOthers(_ entry: LogEntry) async {
        switch loaded?.fit(entry.seq) {
        case nil, .known: return
        case .next: receive(entry)
        // The stream leaves out this server's own entries, and one of those may not be confirmed yet.
        case .beyond: await catchUpIfLoaded()
        }
    }

    /// What can't be read now is read when it is asked for.
    func catchUpIfLoaded() async {
        guard loaded != nil else { return }
        try? await catchUp()
    }

    /// Forgets a line that nobody asked for, unless it is to be watched for claims that end.
    func forget(unusedSince instant: ContinuousClock.Instant) {
        guard lastUse < instant, let line = loaded?.line, line.itemCount == 0 else { return }
        drop()
    }
}
