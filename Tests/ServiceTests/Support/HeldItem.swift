import TestSupport

/// An item as a claim hands it out.
struct HeldItem: Sendable, Hashable {
    let post: String
    let claim: String
    /// As the store's clock tells it; texts that compare as their times do.
    let claimedAt: String
    let expiresAt: String

    /// How long it was claimed for, in seconds.
    var lease: Double {
        get throws { try StoreTime.seconds(.text(expiresAt)) - StoreTime.seconds(.text(claimedAt)) }
    }

    init?(_ json: LooseJSON) {
        guard let post = json["post_id"].string, let claim = json["claim"]["id"].string,
            let claimedAt = json["claim"]["claimed_at"].string, let expiresAt = json["claim"]["expires_at"].string
        else { return nil }
        self.post = post
        self.claim = claim
        self.claimedAt = claimedAt
        self.expiresAt = expiresAt
    }
}

extension HTTPAnswer {
    /// What a claim handed out.
    var items: [HeldItem] {
        get throws { try json["items"].array.compactMap(HeldItem.init) }
    }

    /// The stable name of the decision that this answers.
    var decisionID: String? { try? json["decision"]["decision_id"].string }
}
