import EventLoop
import Glibc
import Synchronization
import Testing

@Suite struct EventLoopTests {
    @Test func `what one thread submits runs in its order`() async throws {
        let loop = try EventLoop(name: "order")
        defer { loop.stop() }
        let seen = Mutex<[Int]>([])
        await withCheckedContinuation { done in
            for number in 0..<1_000 {
                loop.execute { seen.withLock { $0.append(number) } }
            }
            loop.execute { done.resume() }
        }
        #expect(seen.withLock { $0 } == Array(0..<1_000))
    }

    @Test func `what the loop submits to itself runs later and in order`() async throws {
        let loop = try EventLoop(name: "self")
        defer { loop.stop() }
        let seen = Mutex<[String]>([])
        await withCheckedContinuation { done in
            loop.execute {
                loop.execute { seen.withLock { $0.append("inner") } }
                loop.execute { done.resume() }
                seen.withLock { $0.append("outer") }
            }
        }
        #expect(seen.withLock { $0 } == ["outer", "inner"])
    }

    @Test func `a hundred thousand calls from four threads all run, each thread's in order`() async throws {
        let loop = try EventLoop(name: "many")
        defer { loop.stop() }
        let ledger = Ledger(loop: loop)
        let perThread = 25_000
        let threads = (0..<4).map { sender in
            TestThread {
                for number in 0..<perThread {
                    loop.execute {
                        ledger.assumeIsolated { $0.note(sender: sender, number: number) }
                    }
                }
            }
        }
        for thread in threads { thread.join() }
        await withCheckedContinuation { done in loop.execute { done.resume() } }
        let counts = await ledger.counts
        #expect(counts == [perThread, perThread, perThread, perThread])
        #expect(await ledger.isOrdered)
    }

    @Test func `jobs that keep coming do not starve a timer`() async throws {
        let loop = try EventLoop(name: "fair")
        defer { loop.stop() }
        let isOver = Atomic<Bool>(false)
        let turns = Atomic<Int>(0)
        @Sendable func again() {
            turns.add(1, ordering: .relaxed)
            if !isOver.load(ordering: .relaxed) { loop.execute { again() } }
        }
        loop.execute { again() }
        await withCheckedContinuation { done in
            loop.schedule(after: .milliseconds(20)) {
                isOver.store(true, ordering: .relaxed)
                done.resume()
            }
        }
        #expect(turns.load(ordering: .relaxed) > 1)
    }

    @Test func `an actor pinned on a loop runs there and can be assumed isolated`() async throws {
        let loop = try EventLoop(name: "pinned")
        defer { loop.stop() }
        let ledger = Ledger(loop: loop)
        #expect(await ledger.runsOnLoop())
        #expect(!loop.isCurrent)
        let counted = await withCheckedContinuation { done in
            loop.execute { done.resume(returning: ledger.assumeIsolated { $0.counts.count }) }
        }
        #expect(counted == 4)
    }

    @Test func `a spawned task stays on its loop through actors and awaits`() async throws {
        let loop = try EventLoop(name: "spawn")
        defer { loop.stop() }
        let ledger = Ledger(loop: loop)
        let places = await loop.spawn { () async -> [Bool] in
            var places = [loop.isCurrent]
            places.append(await ledger.runsOnLoop())
            places.append(loop.isCurrent)
            try? await loop.sleep(for: .milliseconds(1))
            places.append(loop.isCurrent)
            return places
        }.value
        #expect(places == [true, true, true, true])
    }

    @Test func `a spawned task that fails passes its error on`() async throws {
        let loop = try EventLoop(name: "fails")
        defer { loop.stop() }
        await #expect(throws: CancellationError.self) {
            try await loop.spawn(throwing: { throw CancellationError() }).value
        }
    }

    @Test func `a signal reaches its body`() async throws {
        let loop = try EventLoop(name: "signal")
        defer { loop.stop() }
        let (arrivals, continuation) = AsyncStream.makeStream(of: Void.self)
        try loop.onSignal(SIGUSR2) { continuation.yield() }
        var iterator = arrivals.makeAsyncIterator()
        for _ in 0..<2 {
            kill(getpid(), SIGUSR2)
            await iterator.next()
        }
    }

    @Test func `a group hands out each loop in turn, and the caller's own on a loop`() async throws {
        let group = try EventLoopGroup(count: 3, name: "group")
        defer { group.stop() }
        let given = (0..<6).map { _ in ObjectIdentifier(group.any()) }
        #expect(Set(given).count == 3)
        let third = group.loops[2]
        let own = await third.spawn { group.any() === third }.value
        #expect(own)
    }

    @Test func `a process knows itself`() {
        #expect(Processor.count >= 1)
        #expect(ProcessControl.processIdentifier == getpid())
        #expect(ProcessControl.residentMemoryBytes > 1 << 20)
        #expect(ProcessControl.raiseOpenFileLimit(to: 64) >= 64)
        let before = MonotonicClock.nanoseconds()
        #expect(MonotonicClock.nanoseconds() >= before)
        #expect(MonotonicClock.milliseconds() >= Int64(before / 1_000_000))
    }
}
