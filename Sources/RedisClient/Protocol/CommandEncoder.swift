/// Writes commands in RESP into a buffer that is used again for the next ones.
///
/// `redisAsyncCommandArgv` would need all arguments as C pointers at once and then copy them into a string of
/// its own before it copies that into the output; formatting here costs one copy and, once the buffer has
/// grown, no allocation.
struct CommandEncoder {
    private(set) var bytes: [UInt8] = []
    private static let keptCapacity = 65_536

    init() {
        bytes.reserveCapacity(1_024)
    }

    /// Forgets what was written. A buffer that had to grow large is given back.
    mutating func reset() {
        if bytes.capacity > Self.keptCapacity { bytes = [] } else { bytes.removeAll(keepingCapacity: true) }
    }

    /// Starts a command of `count` words.
    mutating func begin(_ count: Int) {
        appendHeader(UInt8(ascii: "*"), count)
    }

    mutating func append(_ word: String) {
        appendHeader(UInt8(ascii: "$"), word.utf8.count)
        bytes.append(contentsOf: word.utf8)
        appendLineEnd()
    }

    mutating func append(_ word: [UInt8]) {
        appendHeader(UInt8(ascii: "$"), word.count)
        bytes.append(contentsOf: word)
        appendLineEnd()
    }

    mutating func append(_ number: Int64) {
        appendHeader(UInt8(ascii: "$"), Self.width(of: number))
        appendDecimal(number)
        appendLineEnd()
    }

    mutating func append(_ argument: RedisArgument) {
        switch argument {
        case .string(let text): append(text)
        case .bytes(let bytes): append(bytes)
        case .integer(let number): append(number)
        }
    }

    /// Appends words that are in RESP already.
    mutating func append(encoded words: [UInt8]) {
        bytes.append(contentsOf: words)
    }

    /// Appends the zero byte that hiredis needs where it looks for an argument after the last.
    mutating func terminate() {
        bytes.append(0)
    }

    private mutating func appendHeader(_ marker: UInt8, _ count: Int) {
        bytes.append(marker)
        appendDecimal(Int64(count))
        appendLineEnd()
    }

    private mutating func appendLineEnd() {
        bytes.append(UInt8(ascii: "\r"))
        bytes.append(UInt8(ascii: "\n"))
    }

    private mutating func appendDecimal(_ number: Int64) {
        if number < 0 { bytes.append(UInt8(ascii: "-")) }
        let start = bytes.count
        var rest = number.magnitude
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }

    private static func width(of number: Int64) -> Int {
        var width = number < 0 ? 2 : 1
        var rest = number.magnitude / 10
        while rest > 0 {
            width += 1
            rest /= 10
        }
        return width
    }
}
