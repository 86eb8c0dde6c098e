/// The transfer coding chunked (RFC 9112, 7.1), read as it comes; trailers are read and dropped.
struct ChunkedBody {
    private enum Phase {
        case size, extensions, sizeEnd, data, dataEnd, dataEndFeed
        case trailer, trailerLine, trailerLineEnd, lastFeed
    }

    private let limits: HTTPLimits
    private var phase = Phase.size
    private var size = 0
    private var digits = 0
    /// Bytes of extensions and trailers so far, which count as headers do.
    private var overhead = 0

    init(limits: HTTPLimits) {
        self.limits = limits
    }

    /// Appends what it finds to `body`; true when the last chunk and the trailer have been read.
    mutating func take(
        _ bytes: Span<UInt8>,
        _ index: inout Int,
        into body: inout [UInt8]
    ) throws(RequestFailure) -> Bool {
        while index < bytes.count {
            if case .data = phase {
                let count = min(size, bytes.count - index)
                let piece = bytes.extracting(index..<index + count)
                // The span is borrowed for the length of the copy.
                unsafe piece.withUnsafeBufferPointer { unsafe body.append(contentsOf: $0) }
                index += count
                size -= count
                if size == 0 { phase = .dataEnd }
                continue
            }
            let byte = bytes[index]
            index += 1
            if case .lastFeed = phase {
                guard byte == ASCII.lineFeed else { throw .malformed("the chunked body does not end with CR LF") }
                return true
            }
            try take(byte, already: body.count)
        }
        return false
    }

    private mutating func take(_ byte: UInt8, already count: Int) throws(RequestFailure) {
        switch phase {
        case .size:
            try takeSize(byte, already: count)
        case .extensions:
            try countOverhead()
            if byte == ASCII.carriageReturn { phase = .sizeEnd } else { try refuseControl(byte) }
        case .sizeEnd:
            try expect(byte, ASCII.lineFeed)
            phase = size == 0 ? .trailer : .data
            digits = 0
        case .dataEnd:
            try expect(byte, ASCII.carriageReturn)
            phase = .dataEndFeed
        case .dataEndFeed:
            try expect(byte, ASCII.lineFeed)
            phase = .size
        case .trailer:
            if byte == ASCII.carriageReturn {
                phase = .lastFeed
            } else {
                phase = .trailerLine
                try countOverhead()
                try refuseControl(byte)
            }
        case .trailerLine:
            try countOverhead()
            if byte == ASCII.carriageReturn { phase = .trailerLineEnd } else { try refuseControl(byte) }
        case .trailerLineEnd:
            try expect(byte, ASCII.lineFeed)
            phase = .trailer
        case .data, .lastFeed:
            break
        }
    }

    private mutating func takeSize(_ byte: UInt8, already count: Int) throws(RequestFailure) {
        if let digit = ASCII.hexadecimal(byte) {
            digits += 1
            size = size * 16 + digit
            guard digits <= 16, size <= limits.bodyBytes - count else {
                throw .bodyTooLarge(limit: limits.bodyBytes)
            }
            return
        }
        guard digits > 0 else { throw .malformed("a chunk does not begin with its size") }
        switch byte {
        case ASCII.carriageReturn: phase = .sizeEnd
        case UInt8(ascii: ";"), ASCII.space, ASCII.tab: phase = .extensions
        default: throw .malformed("a chunk's size is not a number")
        }
    }

    private mutating func countOverhead() throws(RequestFailure) {
        overhead += 1
        guard overhead <= limits.headBytes else { throw .headersTooLarge }
    }

    private func refuseControl(_ byte: UInt8) throws(RequestFailure) {
        guard ASCII.isFieldValue(byte) else { throw .malformed("the chunked body holds control characters") }
    }

    private func expect(_ byte: UInt8, _ wanted: UInt8) throws(RequestFailure) {
        guard byte == wanted else { throw .malformed("the chunks do not match their sizes") }
    }
}
