import Testing

@testable import Secrets

@Suite
struct `A claim's seal` {
    private func knownKey() throws -> SealKey {
        try #require(SealKey(base64: "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="))
    }

    /// The answers come from another implementation of BLAKE2b, Python's `hashlib`.
    @Test(
        arguments: [
            ([], "Pa-XvOeIj9WXc8Zr9kdFnA"),
            ([.text("acme"), .text("p-1"), .number(1), .number(42)], "mtt3GdS5X8L5ui7__8G-zQ"),
            ([.bytes([0, 0xFF]), .text("é")], "8oDYbJe_2m7Lh3H5RPyAQw"),
            ([.text(String(repeating: "x", count: 1_000))], "kiDpy_nasp0lVCgAFF-lmg"),
        ] as [([SealField], String)]
    )
    func `is keyed BLAKE2b over fields with their kinds and lengths`(fields: [SealField], text: String) throws {
        let key = try knownKey()
        let seal = key.seal(fields)
        #expect(seal.text == text)
        #expect(seal.bytes.count == 16)
        #expect(ClaimSeal(text: text) == seal)
        #expect(ClaimSeal(bytes: seal.bytes) == seal)
        #expect(key.verify(seal, fields))
    }

    @Test
    func `differs for every other list of the same bytes`() throws {
        let key = SealKey.generate()
        let lists: [[SealField]] = [
            [], [.text("")], [.text(""), .text("")], [.text("ab")], [.text("a"), .text("b")], [.text("b"), .text("a")],
            [.text("ab"), .text("")], [.text(""), .text("ab")], [.bytes([0x61, 0x62])], [.number(0x6261)], [.number(0)],
            [.bytes([0, 0, 0, 0, 0, 0, 0, 0])], [.text("a\u{1}\0\0\0\0\0\0\u{1}b")],
        ]
        let seals = Set(lists.map { key.seal($0).text })
        #expect(seals.count == lists.count)
    }

    @Test
    func `fails when a field, a bit of it, or the key is another`() throws {
        let key = SealKey.generate()
        let fields: [SealField] = [.text("acme"), .text("p-1"), .number(7)]
        let seal = key.seal(fields)
        #expect(key.verify(seal, fields))
        #expect(!key.verify(seal, [.text("acme"), .text("p-1"), .number(8)]))
        #expect(!key.verify(seal, [.text("acmf"), .text("p-1"), .number(7)]))
        #expect(!key.verify(seal, Array(fields.dropLast())))
        #expect(!key.verify(seal, fields + [.text("")]))
        #expect(!SealKey.generate().verify(seal, fields))
        for bit in 0..<128 {
            var bytes = seal.bytes
            bytes[bit / 8] ^= 1 << (bit % 8)
            #expect(try !key.verify(#require(ClaimSeal(bytes: bytes)), fields))
        }
    }

    @Test
    func `is 22 characters that need no escape, and no other spelling`() throws {
        let seal = SealKey.generate().seal([.number(1)])
        #expect(seal.text.wholeMatch(of: /[A-Za-z0-9_-]{22}/) != nil)
        #expect(ClaimSeal(text: seal.text + "==") == nil)
        #expect(ClaimSeal(text: String(seal.text.dropLast())) == nil)
        #expect(ClaimSeal(text: "8oDYbJe/2m7Lh3H5RPyAQw") == nil)
        #expect(ClaimSeal(text: "8oDYbJe_2m7Lh3H5RPyAQx") == nil)
        #expect(ClaimSeal(bytes: [1, 2, 3]) == nil)
    }

    @Test
    func `key survives its text, and shows it only when asked`() throws {
        let key = SealKey.generate()
        #expect(key.base64.utf8.count == 44)
        let copy = try #require(SealKey(base64: key.base64))
        #expect(copy.verify(key.seal([.text("a")]), [.text("a")]))
        var dumped = ""
        dump(key, to: &dumped)
        #expect("\(key)" == "SealKey(hidden)" && !dumped.contains("words"))
        #expect(SealKey(base64: "AAECAwQ=") == nil)
        #expect(SealKey(base64: String(key.base64.dropLast())) == nil)
        #expect(SealKey(base64: "") == nil)
    }

    @Test
    func `is the same on every thread`() async throws {
        let key = try knownKey()
        await withTaskGroup { group in
            for _ in 0..<8 {
                group.addTask {
                    (0..<2_000).allSatisfy { _ in
                        key.seal([.bytes([0, 0xFF]), .text("é")]).text == "8oDYbJe_2m7Lh3H5RPyAQw"
                    }
                }
            }
            for await isSame in group { #expect(isSame) }
        }
    }
}
