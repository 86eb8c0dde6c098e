extension MemoryRecords: InspectableRecords {
    package func page(
        of selection: RecordSelection,
        in epoch: Int64,
        after cursor: Timestamp?,
        limit: Int,
        client: ClientID
    ) async throws(StoreFailure) -> RecordPage {
        change(client) { archive, now in
            let all = archive.selected(selection, in: epoch)
            let rest = all.filter { entry in cursor.map { $0 < entry.at } ?? true }
            guard rest.count > limit else { return RecordPage(now: now, rounds: rest.map(\.round)) }
            let last = rest[limit - 1].at
            return RecordPage(now: now, rounds: rest.filter { $0.at <= last }.map(\.round), next: last)
        }
    }

    package func recorded(_ posts: [PostID], client: ClientID) async throws(StoreFailure) -> RecordPage {
        change(client) { archive, now in RecordPage(now: now, rounds: archive.recorded(posts)) }
    }
}

extension MemoryArchive {
    fileprivate func selected(
        _ selection: RecordSelection,
        in epoch: Int64
    ) -> [(at: Timestamp, round: RecordedRound)] {
        let chosen = all.filter { record in
            switch selection {
            case .marked: record.isPlaced && record.queuedIn == epoch
            case .unmarked: record.isPlaced && (record.queuedIn ?? 0) < epoch
            case .unpublished: record.asRecorded.isUnpublished
            }
        }
        return chosen.map { record in
            let decidedAt = record.decisions.last?.decision.decidedAt
            return (selection == .unpublished ? decidedAt ?? record.item.dueAt : record.item.dueAt, record.asRecorded)
        }.sorted { $0.at < $1.at }
    }

    fileprivate func recorded(_ posts: [PostID]) -> [RecordedRound] {
        all.filter { posts.contains($0.item.post) }.map(\.asRecorded)
    }
}

extension MemoryRecord {
    fileprivate var isPlaced: Bool { status == .pending && !isOnShelf }

    fileprivate var asRecorded: RecordedRound {
        let decision = decision(ofRound: item.round)?.decision
        return RecordedRound(
            post: item.post,
            round: item.round,
            status: status,
            queue: queue,
            queuedIn: queuedIn,
            isOnShelf: isOnShelf,
            since: [item.queuedAt, decision?.decidedAt, withdrawnAt].compactMap { $0 }.max() ?? item.queuedAt,
            isUnpublished: decision.map { !published.contains($0.round) } ?? false
        )
    }
}
