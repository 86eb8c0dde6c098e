extension ClientState {
    /// What is not as it must be between any two calls; empty when all is sound.
    ///
    /// An item waits or is claimed. Waiting, it has a record, an entry and a place; claimed, it has a record, an entry
    /// that is pending, a claim, a deadline and a place among its holder's. Nothing else is there.
    package var violations: [String] {
        var found: [String] = []
        for (post, item) in items { check(item, post, &found) }
        for post in claims.keys where items[post] == nil { found.append("\(post): a claim without an item") }
        for (queue, posts) in waiting {
            for post in posts.keys where items[post]?.queue != queue {
                found.append("\(post): waits in \(queue), where no item of that name is")
            }
        }
        for (queue, posts) in deadlines {
            for post in posts.keys where items[post]?.queue != queue || claims[post] == nil {
                found.append("\(post): a deadline in \(queue) without an item and claim there")
            }
        }
        checkAvoided(&found)
        checkHolders(&found)
        checkStreams(&found)
        checkGenerations(&found)
        if !settled.isEmpty, state["publisher"] == nil { found.append("settled is kept for no publisher") }
        if Set(queues) != Set(items.values.map(\.queue)) {
            found.append("queues are \(queues), items are in \(Set(items.values.map(\.queue)).sorted())")
        }
        let known = Set(([keys.stream()] + queues.flatMap { keys.all(queue: $0) } + keys.all()))
            .union([keys.verdicts, keys.refused])
        for name in names where !known.contains(name) { found.append("\(name): an unknown key") }
        return found.sorted()
    }

    private func check(_ item: Item, _ post: String, _ found: inout [String]) {
        let stream = streams[keys.stream(item.queue, item.priority)]
        if stream?.fields[item.entry]?["post_id"] != post { found.append("\(post): no entry \(item.entry)") }
        let isPending = stream?.pending.contains(item.entry) ?? false
        let place = waiting[item.queue]?[post]
        let deadline = deadlines[item.queue]?[post]
        let holding = holders.filter { $0.value.contains(post) }.keys.sorted()
        guard let claim = claims[post] else {
            if place != item.dueAt + (item.nth ?? 0) / 1_024 { found.append("\(post): its place is \(place ?? -1)") }
            if deadline != nil { found.append("\(post): waits with a deadline") }
            if isPending { found.append("\(post): waits with a pending entry") }
            if !holding.isEmpty { found.append("\(post): waits and is held by \(holding)") }
            return
        }
        if place != nil { found.append("\(post): is claimed and waits") }
        if !isPending { found.append("\(post): is claimed without a pending entry") }
        if holding != [claim.moderator] {
            found.append("\(post): held by \(claim.moderator), and listed at \(holding)")
        }
        guard let deadline else {
            found.append("\(post): is claimed without a deadline")
            return
        }
        if claim.deciding == nil, deadline != claim.expiresAt {
            found.append("\(post): expires at \(claim.expiresAt), with the deadline \(deadline)")
        }
    }

    /// What waits and was released stands once for each moderator who released it, and nothing else does.
    private func checkAvoided(_ found: inout [String]) {
        var expected: [String: Set<String>] = [:]
        for (post, item) in items {
            guard let place = waiting[item.queue]?[post] else { continue }
            for moderator in item.released ?? [] {
                let digits = String(Int64(place * 1_024))
                let padded = String(repeating: "0", count: max(0, 16 - digits.count)) + digits
                expected[item.queue, default: []].insert("\(moderator) \(padded)\(post)")
            }
        }
        for queue in Set(expected.keys).union(avoided.keys) {
            let (right, there) = (expected[queue] ?? [], Set(avoided[queue, default: [:]].keys))
            if right != there { found.append("\(queue): avoided are \(there.sorted()), not \(right.sorted())") }
        }
    }

    private func checkHolders(_ found: inout [String]) {
        for (moderator, posts) in holders {
            if posts.isEmpty { found.append("\(moderator): an empty list of holdings") }
            if Set(posts).count != posts.count { found.append("\(moderator): holds twice in \(posts)") }
            for post in posts where claims[post]?.moderator != moderator {
                found.append("\(moderator): listed with \(post), without a claim on it")
            }
        }
    }

    private func checkStreams(_ found: inout [String]) {
        for (name, stream) in streams {
            for id in stream.ids {
                let post = stream.fields[id]?["post_id"] ?? ""
                if items[post]?.entry != id { found.append("\(name): the entry \(id) is nobody's") }
            }
            for id in stream.pending {
                let post = stream.fields[id]?["post_id"] ?? ""
                if claims[post] == nil { found.append("\(name): \(id) is pending without a claim") }
            }
        }
    }

    /// Each is given out once, and counts upwards.
    private func checkGenerations(_ found: inout [String]) {
        let newest = state["generation"].flatMap { Int64($0) } ?? 0
        let ofClaims = claims.values.map { Int64($0.generation) ?? .max }
        if Set(ofClaims).count != ofClaims.count { found.append("two claims of one generation: \(ofClaims.sorted())") }
        for generation in ofClaims where generation > newest {
            found.append("generation \(generation) is above the newest, \(newest)")
        }
    }

    /// What a client leaves that has nothing more to do with: its state, the published stream with an empty group, and
    /// results. Gives all else that is there.
    package var leftovers: [String] {
        var found = names.filter { ![keys.state, keys.stream(), keys.results].contains($0) }
        if let stream = streams[keys.stream()], !stream.ids.isEmpty || !stream.pending.isEmpty {
            found.append("\(keys.stream()): \(stream.ids.count) entries, \(stream.pending.count) pending")
        }
        return found
    }
}
