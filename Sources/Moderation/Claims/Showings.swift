/// How many answers have shown a claim that its moderator may have been told of.
///
/// A claim that is made for a caller who has gone is undone, but not if another answer has shown it: a moderator who asks
/// again at once is told of it. So each answer that shows a claim is counted, and one whose caller has gone takes its part
/// back. The claim is undone with the last part. Only a few are counted: beyond them the claim stays, whoever goes, and showing
/// it changes nothing.
package struct Showings: Hashable, Sendable {
    package private(set) var count: Int

    /// By the answer for which the claim was made.
    package static let one = Showings(1)
    /// A claim that its moderator has acted under, or that was taken over from another epoch.
    package static let forGood = Showings(3)

    package init(_ count: Int) { self.count = min(max(count, 1), 3) }

    package var isForGood: Bool { self == .forGood }

    package mutating func add() { self = Showings(count + 1) }

    /// Takes the part of one answer back.
    ///
    /// - Returns: whether it was the last.
    package mutating func takeBack() -> Bool {
        if isForGood { return false }
        guard count > 1 else { return true }
        count -= 1
        return false
    }
}
