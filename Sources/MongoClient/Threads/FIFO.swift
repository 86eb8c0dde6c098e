/// A first-in-first-out queue whose two ends cost constant time on average.
struct FIFO<Element> {
    private var elements: [Element] = []
    private var head = 0

    var isEmpty: Bool { head == elements.count }

    mutating func append(_ element: Element) {
        elements.append(element)
    }

    mutating func popFirst() -> Element? {
        guard head < elements.count else { return nil }
        let first = elements[head]
        head += 1
        // Dropping the spent front once it is half of the storage pays for itself.
        if head * 2 >= elements.count {
            elements.removeFirst(head)
            head = 0
        }
        return first
    }

    mutating func removeAll(where gone: (Element) -> Bool) {
        elements = elements[head...].filter { !gone($0) }
        head = 0
    }
}
