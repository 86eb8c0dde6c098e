/// Where something stands in an order by time; of equal times, what was published first comes first.
struct Place: Comparable, Sendable {
    /// In milliseconds.
    let at: Int64
    /// Which item of the line it is, counted from the first one ever published. No two have the same.
    let nth: Int64
    /// Where the item is kept; says nothing of the order.
    let slot: Int

    static func < (left: Place, right: Place) -> Bool {
        left.at != right.at ? left.at < right.at : left.nth < right.nth
    }

    static func == (left: Place, right: Place) -> Bool { left.at == right.at && left.nth == right.nth }
}
