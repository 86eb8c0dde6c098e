import Synchronization
import TestSupport
import Testing
import Waiting

@Suite(.timeLimit(.minutes(1))) struct WaitingRoomTests {
    @Test func `without a wait the store is asked once`() async throws {
        let shelf = try Shelf()
        #expect(try await shelf.take(within: .zero) == nil)
        #expect(shelf.questions == 1)
    }

    @Test func `as many are woken as items came, and the others wait on without asking`() async throws {
        let shelf = try Shelf()
        try await withThrowingTaskGroup(of: Int?.self) { group in
            for _ in 0..<20 { group.addTask { try await shelf.take() } }
            try await shelf.areParked(20)
            shelf.put([1, 2, 3])
            var taken: Set<Int> = []
            for _ in 0..<3 { taken.insert(try #require(try await group.next() ?? nil)) }
            #expect(taken == [1, 2, 3])
            #expect(shelf.room.parkedCount == 17)
            #expect(shelf.questions == 23)
            shelf.room.close()
            for try await rest in group { #expect(rest == nil) }
            #expect(shelf.questions == 23)
        }
    }

    @Test func `what comes while a caller asks is not lost`() async throws {
        let shelf = try Shelf()
        let isFirst = Mutex(true)
        let start = ContinuousClock.now
        let item = try await shelf.take {
            // The store has answered before the item came, and the caller is not parked yet.
            if isFirst.withLock({ first in
                defer { first = false }; return first
            }) {
                shelf.put([1])
            }
        }
        #expect(item == 1)
        #expect(shelf.questions == 2)
        #expect(ContinuousClock.now - start < .seconds(10), "it was found at the end of the wait")
    }

    @Test func `at the end of the wait the store is asked a last time`() async throws {
        let shelf = try Shelf()
        #expect(try await shelf.take(within: .milliseconds(20)) == nil)
        #expect(shelf.questions == 2)
        async let late = shelf.take(within: .milliseconds(200))
        try await shelf.areParked(1)
        shelf.put([1], silently: true)
        #expect(try await late == 1)
    }

    @Test func `a caller that is gone leaves at once and takes nothing`() async throws {
        let shelf = try Shelf()
        let gone = Task { try await shelf.take() }
        try await shelf.areParked(1)
        gone.cancel()
        #expect(try await gone.value == nil)
        #expect(shelf.questions == 1)
        #expect(shelf.room.parkedCount == 0)
    }

    @Test func `a lost signal is found by one caller, which wakes the others`() async throws {
        let shelf = try Shelf(doubtEvery: .milliseconds(100))
        try await withThrowingTaskGroup(of: Int?.self) { group in
            for _ in 0..<10 { group.addTask { try await shelf.take() } }
            try await shelf.areParked(10)
            try await eventually("some look") { shelf.questions >= 12 }
            #expect(shelf.questions < 20, "everyone looks")
            shelf.put(Array(0..<10), silently: true)
            for try await item in group { #expect(item != nil) }
        }
    }

    @Test func `when signals may have been missed one looks in each line`() async throws {
        let shelf = try Shelf()
        try await withThrowingTaskGroup(of: Int?.self) { group in
            for _ in 0..<5 { group.addTask { try await shelf.take() } }
            try await shelf.areParked(5)
            shelf.put([1, 2], silently: true)
            shelf.room.lookEverywhere()
            for _ in 0..<2 { #expect(try await group.next() ?? nil != nil) }
            #expect(shelf.questions == 7)
            shelf.room.close()
        }
    }

    @Test func `one caller looks when the next claim is to expire`() async throws {
        let shelf = try Shelf()
        shelf.expectChange(after: .milliseconds(150))
        try await withThrowingTaskGroup(of: Int?.self) { group in
            for _ in 0..<5 { group.addTask { try await shelf.take() } }
            try await shelf.areParked(5)
            shelf.put([1], silently: true)
            shelf.expectChange(after: nil)
            #expect(try await group.next() == 1)
            #expect(shelf.questions == 6)
            shelf.room.close()
        }
    }

    @Test func `what is overdue all the time is asked for now and then`() async throws {
        let shelf = try Shelf()
        shelf.expectChange(after: .zero)
        _ = try await shelf.take(within: .milliseconds(1_200))
        #expect((3...5).contains(shelf.questions), "\(shelf.questions) questions")
    }

    @Test func `a question that fails ends that call alone`() async throws {
        let shelf = try Shelf()
        let calls = (0..<3).map { _ in Task { try await shelf.take() } }
        try await shelf.areParked(3)
        shelf.isAway.withLock { $0 = true }
        shelf.room.announce(ReadySignal(line: shelf.line, count: 1))
        try await eventually("one has asked") { shelf.questions == 4 }
        shelf.room.close()
        var failures = 0
        for call in calls { if case .failure = await call.result { failures += 1 } }
        #expect(failures == 1)
    }

    @Test func `a closed room lets nobody wait`() async throws {
        let shelf = try Shelf()
        shelf.room.close()
        #expect(try await shelf.take() == nil)
        #expect(shelf.questions == 1)
    }

    @Test func `who may not wait any more is sent away, and what woke it goes to the next`() async throws {
        let shelf = try Shelf()
        let isRefused = Mutex(false)
        let eve = Task { try await shelf.takeUnlessRefused { isRefused.withLock { $0 } } }
        try await shelf.areParked(1)
        async let cem = shelf.take()
        try await shelf.areParked(2)
        shelf.room.dismiss()
        #expect(shelf.room.parkedCount == 2)
        isRefused.withLock { $0 = true }
        shelf.put([1])
        await #expect(throws: Shelf.Refused()) { try await eve.value }
        #expect(try await cem == 1)
        #expect(shelf.questions == 3, "eve asked once, and not again")
    }

    @Test func `who is refused meanwhile is told at once`() async throws {
        let shelf = try Shelf()
        let isRefused = Mutex(false)
        let eve = Task { try await shelf.takeUnlessRefused { isRefused.withLock { $0 } } }
        try await shelf.areParked(1)
        isRefused.withLock { $0 = true }
        shelf.room.dismiss()
        await #expect(throws: Shelf.Refused()) { try await eve.value }
        #expect(shelf.questions == 1)
        // At the end of the wait as well.
        let start = ContinuousClock.now
        await #expect(throws: Shelf.Refused()) {
            try await shelf.takeUnlessRefused(within: .milliseconds(100)) {
                ContinuousClock.now > start + .milliseconds(50)
            }
        }
        #expect(shelf.questions == 2)
    }

    @Test(arguments: ["", "acme", "acme default x", "other default 1"])
    func `what makes no sense or is for others wakes nobody`(message: String) async throws {
        let shelf = try Shelf()
        async let call = shelf.take()
        try await shelf.areParked(1)
        shelf.room.hear(message)
        #expect(shelf.room.parkedCount == 1)
        shelf.put([1], silently: true)
        shelf.room.hear("acme default 1")
        #expect(try await call == 1)
    }
}
