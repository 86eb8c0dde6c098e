/// Places in their order: a list of short sorted lists.
///
/// Putting in and taking out moves the places of one list, and finding the list halves; so a line of a million
/// costs little more than one of a thousand. Places by rank are found by counting lists, which is quick near the front.
struct OrderedPlaces: Sendable {
    /// None is empty.
    private var lists: [[Place]] = []
    private(set) var count = 0

    private static let longest = 512

    var isEmpty: Bool { count == 0 }
    var first: Place? { lists.first?.first }
    /// All of them from the front; reading a part costs that part.
    var inOrder: FlattenSequence<[[Place]]> { lists.joined() }

    mutating func insert(_ place: Place) {
        count += 1
        guard !lists.isEmpty else { return lists.append([place]) }
        let list = list(of: place)
        if lists[list].count >= Self.longest {
            // What comes in order fills its lists.
            if list == lists.count - 1, lists[list][Self.longest - 1] < place { return lists.append([place]) }
            let half = Self.longest / 2
            lists.insert(Array(lists[list][half...]), at: list + 1)
            lists[list].removeSubrange(half...)
            return insert(place, in: lists[list + 1][0] < place ? list + 1 : list)
        }
        insert(place, in: list)
    }

    private mutating func insert(_ place: Place, in list: Int) {
        lists[list].insert(place, at: Self.index(of: place, in: lists[list]))
    }

    /// Takes out what is there.
    mutating func remove(_ place: Place) {
        guard !lists.isEmpty else { return }
        let list = list(of: place)
        let index = Self.index(of: place, in: lists[list])
        guard index < lists[list].count, lists[list][index] == place else { return }
        lists[list].remove(at: index)
        count -= 1
        if lists[list].isEmpty {
            lists.remove(at: list)
        } else if list + 1 < lists.count, lists[list].count + lists[list + 1].count <= Self.longest / 2 {
            lists[list] += lists.remove(at: list + 1)
        }
    }

    /// The last ones, the very last first.
    func last(_ limit: Int) -> [Place] { Array(lists.joined().reversed().prefix(limit)) }

    /// The place with so many before it; nil beyond the end.
    subscript(rank rank: Int) -> Place? {
        var rest = rank
        for list in lists {
            if rest < list.count { return list[rest] }
            rest -= list.count
        }
        return nil
    }

    /// The first place that is not among `others`, which are all here as well.
    ///
    /// So both agree from the front for as long as all that is here is there too; where that ends is found by halving.
    func first(notIn others: OrderedPlaces) -> Place? {
        var low = 0
        var high = others.count
        while low < high {
            let middle = (low + high) / 2
            if self[rank: middle] == others[rank: middle] { low = middle + 1 } else { high = middle }
        }
        return self[rank: low]
    }

    /// The list that `place` is in or belongs into.
    private func list(of place: Place) -> Int {
        var low = 0
        var high = lists.count - 1
        while low < high {
            let middle = (low + high + 1) / 2
            if place < lists[middle][0] { high = middle - 1 } else { low = middle }
        }
        return low
    }

    private static func index(of place: Place, in list: [Place]) -> Int {
        var low = 0
        var high = list.count
        while low < high {
            let middle = (low + high) / 2
            if list[middle] < place { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
