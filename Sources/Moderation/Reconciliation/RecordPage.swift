/// Items of the system of record, and its clock when they were read.
package struct RecordPage: Equatable, Sendable {
    package let now: Timestamp
    package let rounds: [RecordedRound]
    /// Where to go on; nil behind the last page.
    package let next: Timestamp?

    package init(now: Timestamp, rounds: [RecordedRound], next: Timestamp? = nil) {
        self.now = now
        self.rounds = rounds
        self.next = next
    }
}
