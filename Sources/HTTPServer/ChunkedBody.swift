/// Reads a chunked body (RFC 9112, section 7.1), from whatever pieces it comes in.
struct ChunkedBody: Sendable {
    private enum Place {
        /// In the line that tells a chunk's size.
        case size
        case data(left: Int)
        /// Behind a chunk's data.
        case dataEnd
        case trailers
        case over
    }

    private var place = Place.size
    /// The line that has not ended: a size with its extensions, or a trailer.
    private var line: [UInt8] = []
    /// Of all such lines together.
    private var lineBytes = 0
    private var trailers = 0
    private let limits: HTTPLimits

    init(limits: HTTPLimits) { self.limits = limits }

    var isOver: Bool {
        if case .over = place { true } else { false }
    }

    /// Takes what belongs to the body from the front of `input`, and appends its data to `body`.
    mutating func read(_ input: inout InputBuffer, into body: inout [UInt8]) throws(RequestFailure) {
        while !input.isEmpty {
            switch place {
            case .size:
                guard let line = try takeLine(&input) else { return }
                let size = try Self.size(line)
                guard body.count + size <= limits.bodyBytes else { throw .bodyTooLarge(limit: limits.bodyBytes) }
                place = size > 0 ? .data(left: size) : .trailers
            case .data(let left):
                let taken = input.take(atMost: left, into: &body)
                place = taken < left ? .data(left: left - taken) : .dataEnd
            case .dataEnd:
                guard let line = try takeLine(&input) else { return }
                guard line.isEmpty else { throw Self.malformed("there is more data in a chunk than its size says") }
                place = .size
            case .trailers:
                guard let line = try takeLine(&input) else { return }
                guard !line.isEmpty else {
                    place = .over
                    return
                }
                try check(trailer: line)
            case .over: return
            }
        }
    }

    /// The next line without its CR LF; nil where it has not ended.
    private mutating func takeLine(_ input: inout InputBuffer) throws(RequestFailure) -> ArraySlice<UInt8>? {
        while let byte = input.takeByte() {
            lineBytes += 1
            // Sizes, extensions and trailers carry nothing that counts, so they may be no longer than a head; each chunk
            // brings a few bytes of them.
            guard line.count <= limits.headBytes, lineBytes <= limits.headBytes + limits.bodyBytes else {
                throw .bodyTooLarge(limit: limits.bodyBytes)
            }
            guard byte == ASCII.lineFeed else {
                guard line.last != ASCII.carriageReturn else { throw Self.malformed("a CR has no LF behind it") }
                if case .dataEnd = place, byte != ASCII.carriageReturn {
                    throw Self.malformed("there is more data in a chunk than its size says")
                }
                line.append(byte)
                continue
            }
            guard line.last == ASCII.carriageReturn else { throw Self.malformed("a line does not end with CR LF") }
            let whole = line.dropLast()
            line = []
            return whole
        }
        return nil
    }

    private static func size(_ line: ArraySlice<UInt8>) throws(RequestFailure) -> Int {
        let digits = line.prefix { ASCII.hexadecimal($0) != nil }
        guard !digits.isEmpty else { throw malformed("a chunk begins without its size") }
        let rest = line[digits.endIndex...].drop { $0 == ASCII.space || $0 == ASCII.tab }
        let isAlone = rest.isEmpty && digits.endIndex == line.endIndex
        guard isAlone || rest.first == UInt8(ascii: ";") && rest.allSatisfy(ASCII.isFieldValue) else {
            throw malformed("a chunk's size is not a hexadecimal number")
        }
        var size = 0
        for digit in digits {
            guard let value = ASCII.hexadecimal(digit), size < 1 << 56 else {
                throw RequestFailure(status: 413, code: "too_large", detail: "a chunk is too large")
            }
            size = size << 4 | value
        }
        return size
    }

    private mutating func check(trailer line: ArraySlice<UInt8>) throws(RequestFailure) {
        trailers += 1
        guard trailers <= limits.headerCount else { throw .tooManyHeaders }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex,
            line[..<colon].allSatisfy(ASCII.isToken), line[colon...].allSatisfy(ASCII.isFieldValue)
        else { throw Self.malformed("a trailer is not a name, a colon and a value") }
    }

    private static func malformed(_ detail: String) -> RequestFailure {
        .malformed("the chunked body is malformed: \(detail)")
    }
}
