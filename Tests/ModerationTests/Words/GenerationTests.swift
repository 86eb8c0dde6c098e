import Moderation
import Testing

@Suite struct GenerationTests {
    @Test func `the generations of an epoch stand above all earlier ones`() {
        for epoch in [1, 2, 1_000, 2_097_150] as [Int64] {
            let floor = Generation.floor(ofEpoch: epoch)
            let last = Generation(floor.number + (1 << 32) - 1)
            #expect(floor < last)
            #expect(last < Generation.floor(ofEpoch: epoch + 1))
            #expect(last.number < 1 << 53, "which Lua and JSON keep exactly")
        }
    }
}
