/// A Lua script that Redis runs by its digest.
package struct RedisScript: Sendable {
    /// For messages and metrics; Redis does not see it.
    package let name: String
    package let source: String
    /// The digest of the source, as `SCRIPT LOAD` answers it: 40 lower-case hex digits.
    package let sha1: String

    /// `EVALSHA` and the digest as they go over the wire.
    let preamble: [UInt8]

    package init(name: String, source: String) {
        self.name = name
        self.source = source
        sha1 = SHA1.hex(of: source)
        preamble = Array("$7\r\nEVALSHA\r\n$40\r\n\(sha1)\r\n".utf8)
    }
}
