extension FullCount {
    /// A claim that was given out, with the instants between which it was live beyond doubt; one that only the journal
    /// knows was live at its beginning.
    private struct Span {
        let generation: Int64
        let moderator: String
        let claimedAt: Int64
        let certainEnd: Int64
    }

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
        for (round, spans) in spans.sorted(by: { $0.key < $1.key }) { countOverlaps(spans, on: round) }
        countGenerations(spans)
    }

    private func spans() -> [RoundID: [Span]] {
        let seen = evidence.observations
        var decidedAt: [RoundID: Int64] = [:]
        for decision in evidence.items.flatMap(\.decisions) { decidedAt[decision.round] = decision.decidedAt }
        var spans: [RoundID: [Int64: Span]] = [:]
        for event in evidence.events where event.event == "claimed" {
            guard let generation = event.generation else { continue }
            spans[event.round, default: [:]][generation] = Span(
                generation: generation,
                moderator: event.moderator ?? "",
                claimedAt: event.at,
                certainEnd: event.at
            )
        }
        var ended: [RoundID: [Int64: Int64]] = [:]
        for event in evidence.events where ["released", "escalated"].contains(event.event) {
            guard let generation = event.generation else { continue }
            let earlier = ended[event.round]?[generation] ?? event.at
            ended[event.round, default: [:]][generation] = min(earlier, event.at)
        }
        for claim in seen.claims.values {
            guard let generation = claim.generation else { continue }
            // A withdrawal ends every claim, at a time that its caller doesn't know.
            guard !seen.withdrawn.contains(claim.round.post) else { continue }
            let ends = [
                claim.expiresAt, claim.endAskedAt, decidedAt[claim.round], ended[claim.round]?[generation],
            ]
            spans[claim.round, default: [:]][generation] = Span(
                generation: generation,
                moderator: claim.moderator,
                claimedAt: claim.claimedAt,
                certainEnd: ends.compactMap(\.self).min() ?? claim.claimedAt
            )
        }
        return spans.mapValues { Array($0.values) }
    }

    /// Judged within an epoch: a claim store that lost its data, and says so by a higher epoch, has forgotten the claims
    /// that it gave out before.
    private mutating func countOverlaps(_ spans: [Span], on round: RoundID) {
        for one in spans {
            for other in spans where other.generation != one.generation {
                guard SeenClaim.epoch(of: one.generation) == SeenClaim.epoch(of: other.generation),
                    (other.claimedAt, other.generation) > (one.claimedAt, one.generation),
                    other.claimedAt < one.certainEnd
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
