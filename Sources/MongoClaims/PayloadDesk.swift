import Moderation

/// Reads payloads for many claims at once: those who ask while a read is under way share the next one.
actor PayloadDesk {
    private let source: any PayloadSource
    private var desks: [ClientID: Desk] = [:]

    /// What is wanted of one client and not asked for yet.
    private struct Desk {
        var wanted: [Wish] = []
        var reads = 0
    }

    private struct Wish {
        let rounds: [PostID: Int]
        let caller: CheckedContinuation<Result<[PostID: Payload], StoreFailure>, Never>
    }

    /// A second read may begin while the first is under way, so that whoever comes just behind it waits once.
    private static let mostReads = 2
    /// Items of 1 MiB each would make an answer of this many too long for MongoDB, but few are.
    private static let mostItems = 200

    init(source: any PayloadSource) { self.source = source }

    func payloads(of rounds: [PostID: Int], client: ClientID) async throws(StoreFailure) -> [PostID: Payload] {
        guard !rounds.isEmpty else { return [:] }
        let answer: Result<[PostID: Payload], StoreFailure> = await withCheckedContinuation { caller in
            desks[client, default: Desk()].wanted.append(Wish(rounds: rounds, caller: caller))
            startReading(client)
        }
        return try answer.get()
    }

    private func startReading(_ client: ClientID) {
        guard let desk = desks[client], !desk.wanted.isEmpty, desk.reads < Self.mostReads else { return }
        desks[client]?.reads += 1
        Task { await read(client) }
    }

    private func read(_ client: ClientID) async {
        while let wishes = takeWishes(client) {
            // Of a post that is wanted in two rounds, the newer is what is recorded.
            let rounds = wishes.reduce(into: [:]) { $0.merge($1.rounds) { Swift.max($0, $1) } }
            let answer: Result<[PostID: Payload], StoreFailure>
            do throws(StoreFailure) {
                answer = .success(try await source.payloads(of: rounds, client: client))
            } catch {
                answer = .failure(error)
            }
            for wish in wishes {
                wish.caller.resume(
                    returning: answer.map { found in
                        wish.rounds.reduce(into: [:]) { mine, wanted in
                            if rounds[wanted.key] == wanted.value { mine[wanted.key] = found[wanted.key] }
                        }
                    }
                )
            }
        }
        desks[client]?.reads -= 1
        if let desk = desks[client], desk.reads == 0, desk.wanted.isEmpty { desks[client] = nil }
    }

    private func takeWishes(_ client: ClientID) -> [Wish]? {
        guard let wanted = desks[client]?.wanted, !wanted.isEmpty else { return nil }
        var items = 0
        let count = wanted.prefix { wish in
            defer { items += wish.rounds.count }
            return items == 0 || items + wish.rounds.count <= Self.mostItems
        }.count
        desks[client]?.wanted.removeFirst(count)
        return Array(wanted.prefix(count))
    }
}
