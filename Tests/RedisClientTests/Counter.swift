import Synchronization

/// A number that several tasks count up.
final class Counter: Sendable {
    private let number = Atomic<Int>(0)

    var value: Int { number.load(ordering: .relaxed) }

    @discardableResult
    func increment() -> Int {
        number.add(1, ordering: .relaxed).newValue
    }
}
