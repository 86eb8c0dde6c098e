/// What came of mending an item in line.
package enum MendAnswer: Equatable, Sendable {
    /// All of it agrees, by now or again.
    case sound
    /// It is out, and to be queued again if it is still pending.
    case out
    /// It has to go, and a decision on it may be under way under this token: it must be made impossible first.
    case deciding(Generation)
}
