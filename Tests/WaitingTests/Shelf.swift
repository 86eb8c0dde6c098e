import EventLoop
import Moderation
import Synchronization
import TestSupport
import Waiting

/// A store of numbers for one line, and a room whose callers take one each.
final class Shelf: Sendable {
    let room: WaitingRoom
    let line: LineName
    private let state: Mutex<(items: [Int], questions: Int)>
    /// Whether questions fail.
    let isAway = Mutex(false)
    /// What is said of the next change with each answer.
    private let nextChange: Mutex<Duration?> = Mutex(nil)

    private static let loop = Result { () throws(EventLoopError) in try EventLoop(name: "waiting") }

    init(_ items: [Int] = [], doubtEvery: Duration = .seconds(60)) throws {
        room = WaitingRoom(doubtEvery: doubtEvery)
        line = .queue(.default, of: try ClientID("acme"))
        state = Mutex((items, 0))
    }

    var questions: Int { state.withLock { $0.questions } }

    /// Puts items down, and says so unless told not to.
    func put(_ items: [Int], silently: Bool = false) {
        state.withLock { $0.items += items }
        if !silently { room.announce(ReadySignal(line: line, count: items.count)) }
    }

    func expectChange(after duration: Duration?) { nextChange.withLock { $0 = duration } }

    /// - Parameter early: what happens between the store's answer and the caller's learning of it.
    func take(
        within limit: Duration = .seconds(30),
        early: @Sendable () async throws -> Void = {}
    ) async throws -> Int? {
        try await room.firstAnswer(in: line, within: limit, on: Self.loop.get()) {
            let answer = state.withLock { state in
                state.questions += 1
                return (item: state.items.isEmpty ? nil : state.items.removeFirst(), left: state.items.count)
            }
            if isAway.withLock({ $0 }) { throw Away() }
            try await early()
            return answer
        } reading: { answer in
            LineAnswer(isServed: answer.item != nil, ready: answer.left, nextChange: nextChange.withLock { $0 })
        }.item
    }

    /// - Parameter isRefused: whether the caller may not ask any more.
    func takeUnlessRefused(
        within limit: Duration = .seconds(30),
        _ isRefused: @escaping @Sendable () -> Bool
    ) async throws -> Int? {
        try await room.firstAnswer(in: line, within: limit, on: Self.loop.get()) {
            isRefused() ? Refused() : nil as Refused?
        } ask: { () async throws(Refused) in
            state.withLock { state in
                state.questions += 1
                return (item: state.items.isEmpty ? nil : state.items.removeFirst(), left: state.items.count)
            }
        } reading: { answer in
            LineAnswer(isServed: answer.item != nil, ready: answer.left)
        }.item
    }

    struct Away: Error {}
    struct Refused: Error, Equatable {}

    func areParked(_ count: Int) async throws {
        try await eventually("\(count) callers are parked") { room.parkedCount == count }
    }
}
