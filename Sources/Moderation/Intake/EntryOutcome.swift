/// What became of an entry of the stream.
package enum EntryOutcome: Equatable, Sendable {
    /// The system of record has it.
    case stored
    /// It can't be taken, now or ever: the contract's code, and what is wrong and would be right.
    case refused(code: String, detail: String)
    /// It could not be stored now. Whoever takes next gets it again.
    case again
}
