import EventLoop
import Synchronization
import Testing

@Suite struct StopTests {
    @Test func `what was enqueued before stop has run when stop returns`() throws {
        let loop = try EventLoop(name: "pending")
        let ran = Atomic<Int>(0)
        for _ in 0..<5_000 {
            loop.execute {
                loop.execute { ran.add(1, ordering: .relaxed) }
            }
        }
        loop.stop()
        #expect(ran.load(ordering: .relaxed) == 5_000)
    }

    @Test func `stop ends pending sleeps and drops other timers`() async throws {
        let loop = try EventLoop(name: "sleeping")
        let fired = Atomic<Bool>(false)
        loop.schedule(after: .milliseconds(1_500)) { fired.store(true, ordering: .relaxed) }
        let sleepers = (0..<100).map { _ in
            loop.spawn(throwing: { try await loop.sleep(for: .seconds(3_600)) })
        }
        let start = MonotonicClock.milliseconds()
        await loop.spawn {}.value
        loop.stop()
        for sleeper in sleepers {
            await #expect(throws: CancellationError.self) { try await sleeper.value }
        }
        #expect(MonotonicClock.milliseconds() - start < 1_500)
        #expect(fired.load(ordering: .relaxed) == false)
    }

    @Test func `stop ends a loop whose jobs never end, after its grace`() throws {
        let loop = try EventLoop(name: "endless")
        @Sendable func again() { loop.execute { again() } }
        again()
        let start = MonotonicClock.milliseconds()
        loop.stop()
        #expect(MonotonicClock.milliseconds() - start >= 1_000)
    }

    @Test func `stop may be called again, from several threads, and from the loop`() throws {
        let loop = try EventLoop(name: "again")
        loop.execute { loop.stop() }
        let threads = (0..<4).map { _ in TestThread { loop.stop() } }
        for thread in threads { thread.join() }
        loop.stop()
        let ran = Atomic<Bool>(false)
        loop.execute { ran.store(true, ordering: .relaxed) }
        loop.stop()
        #expect(ran.load(ordering: .relaxed) == false)
    }

    @Test func `a stopped loop is released`() throws {
        weak let gone: EventLoop? = try {
            let loop = try EventLoop(name: "released")
            loop.schedule(after: .seconds(3_600)) { _ = loop.name }
            loop.stop()
            return loop
        }()
        #expect(gone == nil)
    }
}
