import EventLoop
import Testing

@testable import RedisClient

@Suite struct LoopBoundTests {
    @Test func `a value of a loop is not to be had elsewhere`() async throws {
        let loop = try EventLoop(name: "bound")
        defer { loop.stop() }
        let bound = LoopBound(giving: 7, to: loop)
        #expect(bound.valueIfCurrent == nil)
        let seen = await withCheckedContinuation { done in
            loop.execute { done.resume(returning: [bound.value, bound.valueIfCurrent]) }
        }
        #expect(seen == [7, 7])
    }

    @Test func `taking it elsewhere stops the process`() async {
        await #expect(processExitsWith: .failure) {
            let bound = LoopBound(giving: 7, to: try EventLoop(name: "bound"))
            _ = bound.value
        }
    }
}
