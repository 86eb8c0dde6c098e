/// What came of mending an item in line.
package enum MendAnswer: Equatable, Sendable {
    /// All of it agrees, by now or again.
    case sound
    /// It is out, and to be queued again if it is still pending.
    case out
    /// Somebody may hold it: the line begins anew with the next call for it.
    case beginsAnew
    /// The same, but a moment ago it has done so already.
    case later
}
