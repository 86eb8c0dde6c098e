/// The names seen so far in one object, told apart by their bytes.
///
/// A few names are compared one by one, which needs no hashing; beyond that a set keeps hostile objects linear.
struct NameSet {
    private static let linearLimit = 16

    private var few: [String] = []
    private var many: Set<[UInt8]> = []

    /// False when the name was there already.
    mutating func insert(_ name: String) -> Bool {
        guard many.isEmpty else { return many.insert(Array(name.utf8)).inserted }
        if few.contains(where: { $0.utf8.elementsEqual(name.utf8) }) { return false }
        few.append(name)
        if few.count > Self.linearLimit {
            many = Set(few.map { Array($0.utf8) })
            few = []
        }
        return true
    }
}
