import ModerationAPI
import Synchronization

/// At which places nothing works at present, as those see it who work there all the time. Nobody is asked for it.
final class PlaceHealth: Sendable {
    private let states = Mutex<[Place: Bool]>([:])

    /// - Parameter isDown: whether the work of the last round failed for all clients of the place.
    func note(_ place: Place, isDown: Bool) { states.withLock { $0[place] = isDown } }

    /// Nobody works there any more.
    func forget(_ place: Place) { states.withLock { $0[place] = nil } }

    /// The places that clients have for themselves, and how many of them are down.
    ///
    /// - Parameter shared: the one that is not counted.
    func counts(besides shared: Place) -> (places: Int, down: Int) {
        states.withLock { states in
            let own = states.filter { $0.key != shared }
            return (own.count, own.values.count { $0 })
        }
    }
}
