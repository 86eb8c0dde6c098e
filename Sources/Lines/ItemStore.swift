import Moderation

/// The items of a line, by post and by slot.
///
/// Kept in many small pieces: a copy of the line, as an image is made from, costs the original one piece at a time as it goes
/// on changing, and never all at once.
struct ItemStore: Sendable {
    /// Nil where a slot is free. Freed slots are used again.
    private var pages: [[StandingItem?]] = []
    private var free: [Int] = []
    private var slots = [[PostID: Int]](repeating: [:], count: Self.pieces)
    private(set) var count = 0

    private static let pageSize = 256
    private static let pieces = 512

    /// How many slots there are, free ones too.
    var slotCount: Int { pages.last.map { (pages.count - 1) * Self.pageSize + $0.count } ?? 0 }

    subscript(slot: Int) -> StandingItem? { pages[slot / Self.pageSize][slot % Self.pageSize] }

    func slot(of post: PostID) -> Int? { slots[Self.piece(of: post)][post] }

    func item(of post: PostID) -> StandingItem? { slot(of: post).flatMap { self[$0] } }

    /// Gives the slot.
    mutating func insert(_ item: StandingItem) -> Int {
        let slot = free.popLast() ?? newSlot()
        pages[slot / Self.pageSize][slot % Self.pageSize] = item
        slots[Self.piece(of: item.post)][item.post] = slot
        count += 1
        return slot
    }

    /// Puts the item in the place of the one that it was made from.
    mutating func replace(_ slot: Int, with item: StandingItem) {
        pages[slot / Self.pageSize][slot % Self.pageSize] = item
    }

    mutating func remove(_ slot: Int) {
        guard let item = self[slot] else { return }
        pages[slot / Self.pageSize][slot % Self.pageSize] = nil
        slots[Self.piece(of: item.post)][item.post] = nil
        free.append(slot)
        count -= 1
    }

    /// In the order of publishing; a pass over all.
    var inOrder: [StandingItem] {
        var order: [(nth: Int64, slot: Int)] = []
        order.reserveCapacity(count)
        var slot = 0
        for page in pages {
            for item in page {
                if let item { order.append((item.nth, slot)) }
                slot += 1
            }
        }
        order.sort { $0.nth < $1.nth }
        return order.compactMap { self[$0.slot] }
    }

    private mutating func newSlot() -> Int {
        if pages.last.map({ $0.count == Self.pageSize }) ?? true {
            pages.append([])
            pages[pages.count - 1].reserveCapacity(Self.pageSize)
        }
        pages[pages.count - 1].append(nil)
        return (pages.count - 1) * Self.pageSize + pages[pages.count - 1].count - 1
    }

    private static func piece(of post: PostID) -> Int {
        var digest = LineDigest()
        digest.mix(post.description)
        return Int(digest.value % UInt64(pieces))
    }
}
