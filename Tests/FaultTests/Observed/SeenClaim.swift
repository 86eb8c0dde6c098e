/// A claim as answers told of it.
struct SeenClaim: Sendable {
    let id: String
    let round: RoundID
    let moderator: String
    /// By the claim store's clock, in milliseconds, as all times of stores here; where that is not the machine's clock, what the
    /// machine's said at that instant.
    let claimedAt: Int64
    /// The latest end that was told.
    var expiresAt: Int64
    /// The end that was told first.
    let firstExpiresAt: Int64
    /// When the last call was sent whose answer handed it out.
    var askedAt: Moment
    /// When its holder first asked for its end: from then on it may be over, whatever the answer was.
    var endAskedAt: Int64?

    init(
        id: String,
        round: RoundID,
        moderator: String,
        claimedAt: Int64,
        expiresAt: Int64,
        askedAt: Moment
    ) {
        self.id = id
        self.round = round
        self.moderator = moderator
        self.claimedAt = claimedAt
        self.expiresAt = expiresAt
        firstExpiresAt = expiresAt
        self.askedAt = askedAt
    }

    /// What its id says; nil where the id has another form than `c<hexadecimal>-…`.
    var generation: Int64? { Self.generation(of: id) }

    static func generation(of id: String) -> Int64? {
        guard id.first == "c", let dash = id.firstIndex(of: "-") else { return nil }
        return Int64(id[id.index(after: id.startIndex)..<dash], radix: 16)
    }

    /// The epoch that gave this generation out.
    static func epoch(of generation: Int64) -> Int64 { generation >> 32 }
}
