import EventLoop
import Synchronization
import Testing

@Suite struct LoopTimerTests {
    @Test(arguments: [0, 1, 3, 10, 25])
    func `a timer is never early`(milliseconds: Int) async throws {
        let loop = try EventLoop(name: "timer")
        defer { loop.stop() }
        let start = MonotonicClock.nanoseconds()
        let fired = await withCheckedContinuation { done in
            loop.schedule(after: .milliseconds(milliseconds)) { done.resume(returning: MonotonicClock.nanoseconds()) }
        }
        #expect(fired - start >= UInt64(milliseconds) * 1_000_000)
    }

    @Test func `timers fire in the order of their times`() async throws {
        let loop = try EventLoop(name: "times")
        defer { loop.stop() }
        let seen = Mutex<[Int]>([])
        await withCheckedContinuation { done in
            // From the loop, so that all four count from one moment.
            loop.execute {
                loop.schedule(after: .milliseconds(120)) { done.resume() }
                for wait in [80, 10, 45] {
                    loop.schedule(after: .milliseconds(wait)) { seen.withLock { $0.append(wait) } }
                }
            }
        }
        #expect(seen.withLock { $0 } == [10, 45, 80])
    }

    @Test func `a cancelled timer never fires, wherever it is cancelled`() async throws {
        let loop = try EventLoop(name: "cancel")
        defer { loop.stop() }
        let fired = Atomic<Int>(0)
        let timers = (0..<2_000).map { number in
            loop.schedule(after: .milliseconds(number % 30)) { fired.add(1, ordering: .relaxed) }
        }
        let fromElsewhere = timers.prefix(1_000).count { $0.cancel() }
        let fromLoop = await loop.spawn { timers.dropFirst(1_000).count { $0.cancel() } }.value
        #expect(timers.allSatisfy { !$0.cancel() })
        try await loop.sleep(for: .milliseconds(60))
        #expect(fired.load(ordering: .relaxed) + fromElsewhere + fromLoop == 2_000)
        #expect(fromElsewhere + fromLoop > 0)
    }

    @Test func `a sleep ends with an error when its task is cancelled`() async throws {
        let loop = try EventLoop(name: "sleep")
        defer { loop.stop() }
        let task = loop.spawn(throwing: { try await loop.sleep(for: .seconds(3_600)) })
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        let cancelledBefore = loop.spawn(throwing: {
            unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
            try await loop.sleep(for: .seconds(3_600))
        })
        await #expect(throws: CancellationError.self) { try await cancelledBefore.value }
    }

    @Test func `ten thousand sleeps pass at once`() async throws {
        let loop = try EventLoop(name: "sleepers")
        defer { loop.stop() }
        let start = MonotonicClock.milliseconds()
        try await withThrowingTaskGroup { group in
            for number in 0..<10_000 {
                group.addTask(executorPreference: loop) { try await loop.sleep(for: .milliseconds(10 + number % 40)) }
            }
            try await group.waitForAll()
        }
        #expect(MonotonicClock.milliseconds() - start >= 49)
    }
}
