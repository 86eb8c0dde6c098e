import Foundation
import Testing

@testable import Secrets

@Suite
struct `Base64 text` {
    /// RFC 4648, section 10.
    @Test(arguments: [
        ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE"),
        ("foobar", "Zm9vYmFy"),
    ])
    func `gives the answers of RFC 4648`(plain: String, encoded: String) {
        let padding = String(repeating: "=", count: (4 - encoded.count % 4) % 4)
        #expect(Base64.encode(Array(plain.utf8)) == encoded)
        #expect(Base64.decode(encoded) == Array(plain.utf8))
        #expect(Base64.encode(Array(plain.utf8), .standard) == encoded + padding)
        #expect(Base64.decode(encoded + padding, .standard) == Array(plain.utf8))
        if !padding.isEmpty {
            #expect(Base64.decode(encoded + padding) == nil)
            #expect(Base64.decode(encoded, .standard) == nil)
        }
    }

    @Test(arguments: [
        "Z", "Zh", "Zm9=", "Zm 9v", "Zm9v\n", " Zm9v", "Zm+v", "Zm/v", "Zm9v\0", "Zm9vé", "Zm9vZ", "\0", "====",
    ])
    func `takes one spelling only`(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test
    func `agrees with Foundation on all lengths and alphabets`() {
        for count in 0..<300 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 151 &+ count) }
            let standard = Data(bytes).base64EncodedString()
            #expect(Base64.encode(bytes, .standard) == standard)
            let urlSafe = Base64.encode(bytes)
            #expect(
                urlSafe
                    == standard.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
            )
            #expect(Base64.decode(urlSafe) == bytes)
        }
    }
}
