extension FullCount {
    /// A claim that was given out, with the instants between which it was live beyond doubt; one that only the journal
    /// knows was live at its beginning.
    private struct Span {
        let generation: Int64
        let moderator: String
        let claimedAt: Int64
        let certainEnd: Int64
        /// The same where its extensions may have been lost with the store.
        let endWithoutExtension: Int64

        var epoch: Int64 { SeenClaim.epoch(of: generation) }
    }

    /// So long after a claim, in milliseconds, it is in the history, where it outlives the store.
    private static let writtenWithin: Int64 = 2_000

    /// Nothing decided is handed out, and no two claims on one round are live at one instant.
    mutating func countClaims() {
        let seen = evidence.observations
        for claim in seen.claims.values.sorted(by: { $0.id < $1.id }) {
            let answered = seen.decisions[claim.round]?.values.min()
            if let answered, claim.askedAt > answered {
                let late = claim.askedAt.since(answered)
                add(
                    .decidedHandedOut,
                    claim.round.post,
                    "\(claim.id) was asked for \(late) after the decision's answer"
                )
            }
        }
        let spans = spans()
        // When the first claim of each epoch was made.
        var begins: [Int64: Int64] = [:]
        for span in spans.values.joined() { begins[span.epoch] = min(begins[span.epoch] ?? .max, span.claimedAt) }
        for (round, spans) in spans.sorted(by: { $0.key < $1.key }) { countOverlaps(spans, on: round, begins) }
        countGenerations(spans)
    }

    /// By the machine's clock, of an instant by the claim store's.
    private func local(_ time: Int64) -> Int64 {
        evidence.observations.shifts.lazy.compactMap { $0.local(time) }.first ?? time
    }

    /// Whether a server died before it can have written down what it did at that instant.
    private func mayBeUnwritten(_ time: Int64) -> Bool {
        evidence.observations.unwritten.contains {
            ($0.lowerBound - Self.writtenWithin...$0.upperBound).contains(time)
        }
    }

    private func spans() -> [RoundID: [Span]] {
        let seen = evidence.observations
        var decidedAt: [RoundID: Int64] = [:]
        for decision in evidence.items.flatMap(\.decisions) { decidedAt[decision.round] = decision.decidedAt }
        var spans: [RoundID: [Int64: Span]] = [:]
        for event in evidence.events where event.event == "claimed" {
            guard let generation = event.generation else { continue }
            let at = local(event.at)
            spans[event.round, default: [:]][generation] = Span(
                generation: generation,
                moderator: event.moderator ?? "",
                claimedAt: at,
                certainEnd: at,
                endWithoutExtension: at
            )
        }
        var ended: [RoundID: [Int64: Int64]] = [:]
        for event in evidence.events where ["released", "escalated"].contains(event.event) {
            guard let generation = event.generation else { continue }
            let at = local(event.at)
            ended[event.round, default: [:]][generation] = min(ended[event.round]?[generation] ?? at, at)
        }
        for claim in seen.claims.values {
            guard let generation = claim.generation else { continue }
            // A withdrawal ends every claim, at a time that its caller doesn't know.
            guard !seen.withdrawn.contains(claim.round.post) else { continue }
            let end =
                [
                    claim.expiresAt, claim.endAskedAt, decidedAt[claim.round], ended[claim.round]?[generation],
                ].compactMap(\.self).min() ?? claim.claimedAt
            spans[claim.round, default: [:]][generation] = Span(
                generation: generation,
                moderator: claim.moderator,
                claimedAt: claim.claimedAt,
                certainEnd: end,
                endWithoutExtension: min(end, claim.firstExpiresAt)
            )
        }
        return spans.mapValues { Array($0.values) }
    }

    /// A claim store that lost its data, and says so by a higher epoch, may have forgotten the claims of the last moment before.
    private mutating func countOverlaps(_ spans: [Span], on round: RoundID, _ begins: [Int64: Int64]) {
        for one in spans {
            let next = begins.filter { $0.key > one.epoch }.values.min() ?? .max
            let isWritten =
                !(next - Self.writtenWithin..<next).contains(one.claimedAt) && !mayBeUnwritten(one.claimedAt)
            for other in spans where other.generation != one.generation {
                guard (other.claimedAt, other.generation) > (one.claimedAt, one.generation),
                    one.epoch == other.epoch
                        ? other.claimedAt < one.certainEnd : isWritten && other.claimedAt < one.endWithoutExtension
                else { continue }
                let (first, second) = (String(one.generation, radix: 16), String(other.generation, radix: 16))
                add(
                    .overlap,
                    round.post,
                    "\(round): c\(first) of \(one.moderator) from \(one.claimedAt) until \(one.certainEnd), "
                        + "and c\(second) of \(other.moderator) from \(other.claimedAt)"
                )
            }
        }
    }

    private mutating func countGenerations(_ spans: [RoundID: [Span]]) {
        var owners: [Int64: Set<String>] = [:]
        for (round, spans) in spans {
            for span in spans { owners[span.generation, default: []].insert("\(round) of \(span.moderator)") }
        }
        for (generation, owners) in owners.sorted(by: { $0.key < $1.key }) where owners.count > 1 {
            let post = owners.min()?.split(separator: " ").first.map(String.init) ?? ""
            add(.generationTwice, post, "c\(String(generation, radix: 16)): \(owners.sorted())")
        }
    }
}
