import Moderation
import MongoClient

/// Claims per second on MongoDB alone: by the plain `findOneAndUpdate` of the head of the queue, and by the tier `mongo`.
///
/// Both serve the same number of callers at once, each of whom claims one item after the other and waits for each; every
/// claim is another moderator's, so that nobody's working set is ever full. They take turns on one MongoDB. Only claims count.
enum MongoTier {
    static func run(_ options: BenchOptions) async throws -> MongoTierReport {
        let plan = options.isQuick ? MongoTierPlan.quick : .whole
        let plain = try PlainClaims(options)
        let tier = try TierClaims(options)
        Terminal.error(
            "recording and putting into line \(plan.tierClaims * plan.turns) items, and \(plan.plainItems) plain ones"
        )
        try await plain.prepare(plan.plainItems)
        try await tier.prepare(plan.tierClaims * plan.turns)
        var report = MongoTierReport(callers: options.connections, claims: plan.tierClaims)
        for turn in 1...plan.turns {
            Terminal.error("turn \(turn) of \(plan.turns)")
            for way in PlainClaims.Way.allCases {
                report.plain[way.name, default: []].append(
                    try await rate(plan.plainClaims, options.connections) { caller, number in
                        try await plain.claim(way, "m\(turn)-\(caller)-\(number)")
                    }
                )
            }
            report.tier.append(
                try await rate(plan.tierClaims, options.connections) { caller, number in
                    try await tier.claim("m\(turn)-\(caller)-\(number)")
                }
            )
        }
        await plain.close()
        await tier.close()
        return report
    }

    /// Claims per second, when so many callers make so many claims.
    private static func rate(
        _ claims: Int,
        _ callers: Int,
        _ claim: @escaping @Sendable (_ caller: Int, _ number: Int) async throws -> Void
    ) async throws -> Double {
        let each = claims / callers
        let began = ContinuousClock.now
        try await withThrowingTaskGroup { group in
            for caller in 0..<callers {
                group.addTask {
                    for number in 0..<each { try await claim(caller, number) }
                }
            }
            try await group.waitForAll()
        }
        return Double(each * callers) / ((ContinuousClock.now - began) / .seconds(1))
    }
}
