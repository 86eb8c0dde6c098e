/// A time in which the claim store's clock was not the machine's.
struct ClockShift: Sendable {
    /// By the machine's clock, in milliseconds.
    let since: Int64
    var until = Int64.max
    /// How far it was ahead, in milliseconds.
    let ahead: Int64

    /// What the machine's clock said when the store's said `time`; nil where it can't have said so while it was shifted.
    func local(_ time: Int64) -> Int64? {
        let local = time - ahead
        return since <= local && local <= until ? local : nil
    }
}
