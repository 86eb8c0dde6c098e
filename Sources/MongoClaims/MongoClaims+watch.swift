import Moderation
import Synchronization

extension MongoClaims {
    /// Follows what other servers append, until the task is cancelled. Without it everything works, but nobody is woken by
    /// what comes, and each read asks MongoDB.
    package func run() async {
        await withTaskGroup { group in
            group.addTask { [self] in await watch.run() }
            group.addTask { [self] in await tend() }
        }
    }

    private var watch: LogWatch {
        LogWatch(
            mongo: mongo,
            server: context.server,
            deliver: { [self] client, entry in
                await replicas.withLock { $0[client] }?.receiveFromOthers(entry)
            },
            catchUp: { [self] in
                for replica in replicas.withLock({ Array($0.values) }) { await replica.catchUpIfLoaded() }
            },
            follows: { [self] in context.note(follows: $0) },
            report: context.report
        )
    }

    /// Deletes what lines no longer need, and forgets those that nobody uses.
    private func tend() async {
        let kept = context.times.unusedLines
        while !Task.isCancelled {
            try? await Task.sleep(for: kept / 8)
            let before = ContinuousClock.now - kept
            for replica in replicas.withLock({ Array($0.values) }) { await replica.tend(unusedSince: before) }
        }
    }
}
