import Testing

@testable import Secrets

@Suite
struct `A random identifier` {
    @Test(arguments: [(1, 2), (8, 11), (16, 22), (32, 43), (64, 86)])
    func `has the characters of its bytes, none of which needs an escape`(bytes: Int, length: Int) {
        let identifier = RandomIdentifier.make(bytes: bytes)
        #expect(identifier.utf8.count == length)
        #expect(identifier.wholeMatch(of: /[A-Za-z0-9_-]+/) != nil)
    }

    @Test
    func `is never taken for an option`() {
        #expect((0..<2_000).allSatisfy { _ in !RandomIdentifier.make(bytes: 6).hasPrefix("-") })
    }

    @Test
    func `never comes twice, from any thread`() async throws {
        try Sodium.start()
        let all = await withTaskGroup { group in
            for _ in 0..<4 {
                group.addTask { (0..<5_000).map { _ in RandomIdentifier.make() } }
            }
            return await group.reduce(into: Set<String>()) { $0.formUnion($1) }
        }
        #expect(all.count == 20_000)
    }
}
