/// A first-in first-out queue that allocates only when it grows.
struct RingBuffer<Element> {
    private var slots: [Element?]
    private var head = 0
    private(set) var count = 0

    init() {
        slots = Array(repeating: nil, count: 64)
    }

    var isEmpty: Bool { count == 0 }

    mutating func append(_ element: Element) {
        if count == slots.count { grow() }
        // The number of slots is a power of two.
        slots[(head &+ count) & (slots.count &- 1)] = element
        count &+= 1
    }

    mutating func popFirst() -> Element? {
        guard count > 0 else { return nil }
        let element = slots[head].take()
        head = (head &+ 1) & (slots.count &- 1)
        count &-= 1
        return element
    }

    /// Takes everything out, in order; the memory goes with it.
    mutating func takeAll() -> [Element] {
        var taken: [Element] = []
        taken.reserveCapacity(count)
        forEach { taken.append($0) }
        self = RingBuffer()
        return taken
    }

    func forEach(_ body: (Element) -> Void) {
        for offset in 0..<count {
            if let element = slots[(head &+ offset) & (slots.count &- 1)] { body(element) }
        }
    }

    private mutating func grow() {
        var larger: [Element?] = []
        larger.reserveCapacity(slots.count * 2)
        larger.append(contentsOf: slots[head...])
        larger.append(contentsOf: slots[..<head])
        larger.append(contentsOf: repeatElement(nil, count: slots.count))
        slots = larger
        head = 0
    }
}
