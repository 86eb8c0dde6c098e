import Moderation
import Synchronization

extension MongoClaims {
    /// A line that nobody asked for so long is forgotten here; it comes again from its image.
    private static let linesKept: Duration = .seconds(600)
    private static let pauseBetweenLooks: Duration = .seconds(60)

    /// Follows what other servers append, until the task is cancelled. Without it everything works, but nobody is woken by
    /// what comes, and each read asks MongoDB.
    package func run() async {
        await withTaskGroup { group in
            group.addTask { [self] in await watch.run() }
            group.addTask { [self] in await forgetUnused() }
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
            follows: { [self] in isFollowing.store($0, ordering: .releasing) },
            report: context.report
        )
    }

    private func forgetUnused() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: Self.pauseBetweenLooks)
            let before = ContinuousClock.now - Self.linesKept
            for replica in replicas.withLock({ Array($0.values) }) { await replica.forget(unusedSince: before) }
        }
    }
}
