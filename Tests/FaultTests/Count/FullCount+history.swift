extension FullCount {
    /// All that is known of a post, in lines, for whoever looks into a violation.
    func history(of post: String) -> [String] {
        let seen = evidence.observations
        var lines: [(at: Int64, text: String)] = []
        for event in evidence.events where event.round.post == post {
            let claim = event.generation.map { "c" + String($0, radix: 16) } ?? ""
            lines.append((event.at, "journal: \(event.event) \(claim) \(event.moderator ?? "")"))
        }
        for claim in seen.claims.values where claim.round.post == post {
            let ended = claim.endAskedAt.map { ", its end asked for at \($0)" } ?? ""
            lines.append(
                (
                    claim.claimedAt,
                    "answered: claim \(claim.id) of \(claim.moderator) until \(claim.expiresAt), last asked for at "
                        + "\(claim.askedAt.wall)\(ended)"
                )
            )
        }
        for (round, answers) in seen.decisions where round.post == post {
            for (decision, received) in answers { lines.append((received.wall, "answered: \(decision)")) }
        }
        for item in evidence.items where item.post == post {
            for decision in item.decisions { lines.append((decision.decidedAt, "MongoDB: \(decision)")) }
            lines.append((.max, "MongoDB: \(item.status), round \(item.round)"))
        }
        for (result, times) in seen.followed where result.round.post == post {
            lines.append((result.decidedAt, "read \(times) times: \(result.id)"))
        }
        for result in evidence.results where result.round.post == post {
            lines.append((result.decidedAt, "to be read in the end: \(result.id)"))
        }
        if let round = seen.ingested[post] { lines.append((0, "acknowledged: round \(round)")) }
        if seen.withdrawn.contains(post) { lines.append((0, "its withdrawal was asked for")) }
        for loss in seen.losses { lines.append((loss.lowerBound, "the store may lose data until \(loss.upperBound)")) }
        return lines.sorted { $0.at < $1.at }.map { $0.at == .max ? "in the end \($0.text)" : "\($0.at) \($0.text)" }
    }
}
