/// Claims that were put aside, with which an epoch will begin.
struct Adoption: Sendable {
    let epoch: Int64
    /// Of the caller who puts them there.
    let mark: String
    var holdings: [Holding] = []
}
