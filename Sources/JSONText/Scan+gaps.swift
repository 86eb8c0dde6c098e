internal import CYajl

/// Where tokens lie, and the text between them.
extension Scan {
    /// The place of the token that yajl has just read; nil if there is none to go on with.
    ///
    /// Inside a slice, white space before the token is left out of it.
    mutating func advance() -> Range<Int>? {
        guard !completing else {
            // A number that ends the text: the whole text, or part of something incomplete, which yajl will report.
            if depth == 0 { failure = container.mismatch(at: firstNonSpace()) }
            return nil
        }
        let end = unsafe yajl_get_bytes_consumed(handle)
        var start = lastEnd
        var separator: UInt8?
        var isSpaced = false
        scan: while start < end {
            let byte = unsafe input[start]
            switch byte {
            case 0x20, 0x09, 0x0A, 0x0D: isSpaced = true
            case UInt8(ascii: ","), UInt8(ascii: ":"): separator = byte
            case 0x0B, 0x0C: return refuseSpace(at: start)
            default: break scan
            }
            start += 1
        }
        if isSpaced, depth > 1 {
            // Within the input: runStart <= lastEnd <= end.
            unsafe compacted.append(contentsOf: UnsafeRawBufferPointer(rebasing: input[runStart..<lastEnd]))
            if let separator { compacted.append(separator) }
            runStart = start
        }
        lastEnd = end
        return start..<end
    }

    /// The slice that started at the last token of depth 1 and ends before `end`.
    mutating func finishSlice(at end: Int) -> String {
        guard !compacted.isEmpty else { return text(runStart..<end) }
        // Within the input: runStart <= end.
        unsafe compacted.append(contentsOf: UnsafeRawBufferPointer(rebasing: input[runStart..<end]))
        defer { compacted.removeAll(keepingCapacity: true) }
        return String(decoding: compacted, as: UTF8.self)
    }

    func text(_ range: Range<Int>) -> String {
        // The range was cut out of the input; the string is a copy.
        unsafe String(decoding: UnsafeRawBufferPointer(rebasing: input[range]), as: UTF8.self)
    }

    /// Holds what follows the last token to white space; yajl overlooks a token that is cut by the end of the text.
    mutating func checkWhatFollows() {
        let isComplete = depth == 0 && lastEnd > 0
        guard isComplete else { return }
        for position in unsafe lastEnd..<input.count {
            switch unsafe input[position] {
            case 0x20, 0x09, 0x0A, 0x0D: continue
            case 0x0B, 0x0C: _ = refuseSpace(at: position)
            default: failure = .syntax(problem: Problem.trailing, offset: position)
            }
            return
        }
    }

    private func firstNonSpace() -> Int {
        unsafe input.firstIndex { $0 > 0x20 } ?? input.count
    }

    private mutating func refuseSpace(at offset: Int) -> Range<Int>? {
        failure = .syntax(problem: "unexpected character", offset: offset)
        return nil
    }
}
