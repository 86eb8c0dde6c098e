import Moderation

extension ClientSettings {
    /// Small limits, so that they are met, and not always the same.
    init(_ random: inout SeededGenerator) {
        self.init()
        lease = ModelTime.leases[Int(random.next() % 2)]
        maxHold = ModelTime.holds[Int(random.next() % 4)]
        maxClaims = [1, 2, 4, 10][Int(random.next() % 4)]
        maxExpiries = [1, 2, 3, 100][Int(random.next() % 4)]
        maxReleases = [1, 2, 3, 100][Int(random.next() % 4)]
        maxQueued = [4, 8, 100, 100][Int(random.next() % 4)]
    }
}
