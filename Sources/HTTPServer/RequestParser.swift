/// Turns the bytes of a connection into requests, one after another, however they are cut: a pure state machine
/// that never reads beyond the request it returns.
struct RequestParser {
    private enum Phase {
        case head
        case body(missing: Int)
        case chunk(ChunkedBody)
    }

    private let limits: HTTPLimits
    private var phase = Phase.head
    /// A head that has not arrived completely, without the empty lines before it.
    private var partial: [UInt8] = []
    private var head = RequestHead()
    private var body: [UInt8] = []
    /// The client waits for leave to send its body: true once per request, while none of it has come.
    private(set) var owesContinue = false

    init(limits: HTTPLimits) {
        self.limits = limits
    }

    /// Takes `bytes` from `index` on, up to the end of the request if it is among them, and returns the request
    /// then; otherwise takes them all. After a failure the parser is of no further use.
    mutating func take(
        _ bytes: Span<UInt8>,
        from index: inout Int
    ) throws(RequestFailure) -> (head: RequestHead, body: [UInt8])? {
        if case .head = phase {
            guard try takeHead(bytes, &index) else { return nil }
        }
        guard try takeBody(bytes, &index) else { return nil }
        phase = .head
        owesContinue = false
        defer { body = [] }
        return (head, body)
    }

    /// Bytes of the body that have arrived of a request that is not complete.
    var bodyCount: Int { body.count }

    /// The leave to go on was sent.
    mutating func sentContinue() {
        owesContinue = false
    }

    // MARK: - Head

    private mutating func takeHead(_ bytes: Span<UInt8>, _ index: inout Int) throws(RequestFailure) -> Bool {
        if partial.isEmpty {
            // Empty lines before a request are left over from a client that counted badly.
            while index < bytes.count, bytes[index] == ASCII.carriageReturn || bytes[index] == ASCII.lineFeed {
                index += 1
            }
            if let end = Self.endOfHead(bytes, from: index, upTo: index + limits.headBytes) {
                let whole = bytes.extracting(index..<end)
                index = end
                // The span is borrowed for the length of the copy.
                try startBody(unsafe whole.withUnsafeBufferPointer { unsafe Array($0) })
                return true
            }
        }
        return try takePartialHead(bytes, &index)
    }

    private mutating func takePartialHead(_ bytes: Span<UInt8>, _ index: inout Int) throws(RequestFailure) -> Bool {
        let known = partial.count
        let room = limits.headBytes - known
        let piece = bytes.extracting(index..<min(bytes.count, index + room))
        unsafe piece.withUnsafeBufferPointer { unsafe partial.append(contentsOf: $0) }
        if let end = Self.endOfHead(partial.span, from: max(0, known - 3), upTo: limits.headBytes) {
            index += end - known
            let whole = Array(partial[..<end])
            partial = []
            try startBody(whole)
            return true
        }
        guard partial.count < limits.headBytes else {
            throw partial.contains(ASCII.lineFeed) ? .headersTooLarge : .targetTooLong
        }
        index = bytes.count
        return false
    }

    /// The index after the first empty line that ends at or before `limit`.
    private static func endOfHead(_ bytes: Span<UInt8>, from start: Int, upTo limit: Int) -> Int? {
        let last = min(bytes.count, limit) - 1
        var index = start + 3
        while index <= last {
            switch bytes[index] {
            case ASCII.lineFeed:
                if bytes[index - 1] == ASCII.carriageReturn, bytes[index - 2] == ASCII.lineFeed,
                    bytes[index - 3] == ASCII.carriageReturn
                {
                    return index + 1
                }
                // "\n\r\n" may still follow from here.
                index += 2
            case ASCII.carriageReturn:
                index += 1
            default:
                index += 4
            }
        }
        return nil
    }

    // MARK: - Body

    private mutating func startBody(_ bytes: [UInt8]) throws(RequestFailure) {
        head = try HeadParser.parse(bytes, limits: limits)
        switch head.body {
        case .none: phase = .body(missing: 0)
        case .length(let length): phase = .body(missing: length)
        case .chunked: phase = .chunk(ChunkedBody(limits: limits))
        }
        owesContinue = head.expectsContinue
    }

    private mutating func takeBody(_ bytes: Span<UInt8>, _ index: inout Int) throws(RequestFailure) -> Bool {
        if index < bytes.count { owesContinue = false }
        switch phase {
        case .head:
            return false
        case .body(let missing):
            let count = min(missing, bytes.count - index)
            if count > 0 {
                let piece = bytes.extracting(index..<index + count)
                unsafe piece.withUnsafeBufferPointer { unsafe body.append(contentsOf: $0) }
                index += count
                phase = .body(missing: missing - count)
            }
            return count == missing
        case .chunk(var chunked):
            let isComplete = try chunked.take(bytes, &index, into: &body)
            phase = .chunk(chunked)
            return isComplete
        }
    }
}
