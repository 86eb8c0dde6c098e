import Synchronization

/// What the claim stores of one server know of one client.
///
/// A claim is sent with it, so it is read without a lock.
package final class KnownClient: Sendable {
    private let newestEpoch = Atomic<Int64>(unknown)
    private let highestGeneration = Atomic<Int64>(0)
    private let isAskedFor = Atomic<Bool>(false)

    private static let unknown: Int64 = -1

    package init() {}

    /// The newest epoch; nil while none is known.
    package var epoch: Int64? {
        let epoch = newestEpoch.load(ordering: .acquiring)
        return epoch == Self.unknown ? nil : epoch
    }

    /// Epochs only rise: what a slower one learnt does not count.
    ///
    /// - Returns: whether another one was known before.
    package func learn(epoch: Int64) -> Bool {
        let before = newestEpoch.max(epoch, ordering: .acquiringAndReleasing).oldValue
        return before != Self.unknown && before < epoch
    }

    /// Remembers a generation that was given out, or a token, which is drawn from the same count.
    package func learn(_ generation: Generation) {
        highestGeneration.max(generation.number, ordering: .acquiringAndReleasing)
    }

    /// A store that is in `epoch` and whose count stands below this has lost what it had. Nil where nothing is known that it must
    /// have counted: of a later epoch it has not given out anything yet.
    package func floor(in epoch: Int64) -> Generation? {
        let highest = Generation(highestGeneration.load(ordering: .acquiring))
        return highest.number > 0 && highest.epoch <= epoch ? highest : nil
    }

    /// Whether the record was asked since the server began, or last stood still. Other servers may have given out more in between.
    package var isAsked: Bool {
        get { isAskedFor.load(ordering: .acquiring) }
        set { isAskedFor.store(newValue, ordering: .releasing) }
    }
}
