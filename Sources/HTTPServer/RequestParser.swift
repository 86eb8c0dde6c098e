/// Reads requests from the bytes of a connection, in whatever pieces they come (RFC 9112).
struct RequestParser: Sendable {
    enum Step: Sendable {
        /// More bytes are needed.
        case incomplete
        /// The head is whole; what comes next is the body.
        case head(HTTPMessageHead)
        case request(HTTPMessageHead, body: [UInt8])
    }

    private enum Place {
        case head
        case body(HTTPMessageHead, left: Int)
        case chunks(HTTPMessageHead, ChunkedBody)
    }

    private let limits: HTTPLimits
    private var place = Place.head
    private var body: [UInt8] = []
    /// Bytes of the head that were looked at already, and where its last line begins in them.
    private var looked = 0
    private var lineStart = 0
    /// An empty line before the request line.
    private var hasSkipped = false

    init(limits: HTTPLimits) { self.limits = limits }

    /// Nothing of the next request has been read.
    var isBetweenRequests: Bool {
        if case .head = place { looked == 0 } else { false }
    }

    /// Bytes of the body that have come so far.
    var bodyBytes: Int { body.count }

    /// Takes from the front of `input` what makes the next step. Behind a failure nothing more can be read.
    mutating func next(_ input: inout InputBuffer) throws(RequestFailure) -> Step {
        switch place {
        case .head: return try readHead(&input)
        case .body(let head, let left):
            let rest = left - input.take(atMost: left, into: &body)
            guard rest == 0 else {
                place = .body(head, left: rest)
                return .incomplete
            }
            return whole(head)
        case .chunks(let head, var chunks):
            // Or the copy would be the one that is changed.
            place = .head
            try chunks.read(&input, into: &body)
            guard chunks.isOver else {
                place = .chunks(head, chunks)
                return .incomplete
            }
            return whole(head)
        }
    }

    private mutating func whole(_ head: HTTPMessageHead) -> Step {
        place = .head
        defer { body = [] }
        return .request(head, body: body)
    }

    private mutating func readHead(_ input: inout InputBuffer) throws(RequestFailure) -> Step {
        guard let end = try endOfHead(&input) else { return .incomplete }
        let head = try HTTPMessageHead(input.slice.prefix(end), limits: limits)
        input.drop(end)
        looked = 0
        lineStart = 0
        hasSkipped = false
        switch head.framing {
        case .length(0): return .request(head, body: [])
        case .length(let length):
            // Memory that is not written to yet costs nothing; growing would copy what has come again and again.
            body.reserveCapacity(length)
            place = .body(head, left: length)
        case .chunked: place = .chunks(head, ChunkedBody(limits: limits))
        }
        return .head(head)
    }

    /// How many bytes the head has with its empty line; nil where that has not come.
    private mutating func endOfHead(_ input: inout InputBuffer) throws(RequestFailure) -> Int? {
        let bytes = input.slice
        let first = bytes.startIndex
        var index = first + looked
        while index < bytes.endIndex {
            let byte = bytes[index]
            index += 1
            if byte == ASCII.lineFeed {
                // A reader that takes LF alone would see other lines.
                guard index - first >= lineStart + 2, bytes[index - 2] == ASCII.carriageReturn else {
                    throw .malformed("a line of the head does not end with CR LF")
                }
                let isEmpty = index - first == lineStart + 2
                lineStart = index - first
                guard isEmpty else { continue }
                if lineStart > 2 { return lineStart }
                // Clients of old end a body with a line that belongs to nothing.
                guard !hasSkipped else { throw .malformed("there is no request line") }
                hasSkipped = true
                input.drop(2)
                looked = 0
                lineStart = 0
                return try endOfHead(&input)
            } else if byte == 0 {
                throw .malformed("the head holds a zero byte")
            }
            guard index - first <= limits.headBytes else { throw .headersTooLarge }
        }
        looked = index - first
        return nil
    }
}
