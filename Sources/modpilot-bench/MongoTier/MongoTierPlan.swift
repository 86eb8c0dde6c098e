/// How much the figure of the tier `mongo` measures.
struct MongoTierPlan: Sendable {
    let turns: Int
    /// Of a turn, for each way of plain claims.
    let plainClaims: Int
    /// Of a turn.
    let tierClaims: Int

    /// What all plain claims together take, and some to spare, so that the queue is never empty.
    var plainItems: Int { plainClaims * turns * PlainClaims.Way.allCases.count + 1_000 }

    static let whole = MongoTierPlan(turns: 5, plainClaims: 3_200, tierClaims: 19_200)
    static let quick = MongoTierPlan(turns: 1, plainClaims: 640, tierClaims: 1_280)
}
