import Testing

@testable import Secrets

@Suite
struct `A token` {
    @Test
    func `is mp_ and 43 characters that need no escape`() throws {
        let token = SecretToken.generate()
        #expect(token.text.wholeMatch(of: /mp_[A-Za-z0-9_-]{43}/) != nil)
        #expect(SecretToken(token.text)?.text == token.text)
    }

    @Test
    func `never comes twice`() {
        let tokens = Set((0..<20_000).map { _ in SecretToken.generate().text })
        #expect(tokens.count == 20_000)
        #expect(tokens.allSatisfy { $0.utf8.count == 46 && !$0.contains { "+/=".contains($0) } })
    }

    @Test(arguments: [
        "", "mp_", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8", "xx_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
        "mp_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh", "mp_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8A",
        "mp_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9", "mp_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwd+h8",
        "mp_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh=", "mp_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwd h8",
        "MP_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8", "mp_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHé",
    ])
    func `of another spelling is none`(text: String) {
        #expect(SecretToken(text) == nil)
    }

    @Test
    func `does not show itself in messages`() {
        let token = SecretToken.generate()
        var dumped = ""
        dump(token, to: &dumped)
        for shown in ["\(token)", String(reflecting: token), dumped, "\([token])"] {
            #expect(!shown.contains(token.text.dropFirst(3)))
        }
    }

    @Test(arguments: [
        ("", "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8"),
        ("abc", "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319"),
        (
            "mp_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
            "fe5b37f65e0e7ea9f79203a22678faa4f236ed1ade589846fc93c19f3931fda3"
        ),
    ])
    func `hash is BLAKE2b-256 of the text`(text: String, digest: String) throws {
        let hash = TokenHash(of: text)
        #expect(hash.hexadecimal == digest)
        #expect("\(hash)" == digest)
        #expect(hash.bytes.count == 32)
        #expect(TokenHash(hexadecimal: digest) == hash)
        #expect(TokenHash(of: Array(text.utf8).span) == hash)
    }

    @Test
    func `hash finds its entry in a dictionary`() throws {
        let tokens = (0..<500).map { _ in SecretToken.generate() }
        let entries = Dictionary(uniqueKeysWithValues: tokens.enumerated().map { ($1.hash, $0) })
        for (index, token) in tokens.enumerated() {
            #expect(entries[TokenHash(of: token.text)] == index)
        }
        #expect(entries[SecretToken.generate().hash] == nil)
    }

    @Test
    func `hashes that differ in one bit differ`() throws {
        let bytes = TokenHash(of: "abc").bytes
        for bit in 0..<256 {
            var changed = bytes
            changed[bit / 8] ^= 1 << (bit % 8)
            let digits = changed.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            let other = try #require(TokenHash(hexadecimal: digits))
            #expect(other != TokenHash(of: "abc"))
            #expect(other.bytes == changed)
        }
    }

    @Test(arguments: [
        "", "0e", String(repeating: "G", count: 64), String(repeating: "A", count: 64),
        String(repeating: "0", count: 63),
    ])
    func `hash of another spelling is none`(text: String) {
        #expect(TokenHash(hexadecimal: text) == nil)
    }
}
