import Moderation

/// What stands in Redis in the place of a client's epoch.
///
/// `7@identity` while Redis serves the client in epoch 7: the identity is that of the process and of the history of
/// its data in which the epoch was opened, since another one may have lost what was written last. `-8@identity@mark` once it was closed for epoch 8. Nothing where Redis knows
/// nothing of the client.
struct StandingEpoch {
    /// Negative where the client was closed.
    let number: Int64

    /// Nil for what no server of ModPilot wrote.
    init?(_ text: String) {
        guard let number = Int64(text.prefix { $0 != "@" }), number.magnitude < Generation.mostEpochs.magnitude else {
            return nil
        }
        self.number = number
    }

    /// As scripts take it: `7@identity#floor`. The floor is the highest generation that is known to have been given out: where
    /// Redis has not counted so far, it has gone back, and is treated as in an earlier epoch.
    static func text(_ epoch: Int64, _ identity: String, floor: Generation?) -> String {
        var text = "\(epoch)"
        if !identity.isEmpty { text += "@\(identity)" }
        if let floor { text += "#\(floor.number)" }
        return text
    }
}
