import Moderation
import Testing

/// Which of two places that were read of a line counts.
@Suite struct LinePlaceTests {
    private let stays = LinePlace(store: .redis, epoch: 3)

    @Test func `a line that is on its way stays so, whatever was read before`() {
        let leaves = stays.leaving(for: .mongo)
        #expect(leaves.supersedes(stays))
        #expect(!stays.supersedes(leaves))
        #expect(leaves.supersedes(leaves) && stays.supersedes(stays))
    }

    @Test func `a later epoch counts, whether it was read first or last`() {
        let leaves = stays.leaving(for: .mongo)
        let arrived = leaves.arrived(in: .mongo)
        #expect(arrived.supersedes(leaves) && arrived.supersedes(stays))
        #expect(!leaves.supersedes(arrived) && !stays.supersedes(arrived))
    }
}
