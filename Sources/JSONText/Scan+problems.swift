internal import CYajl

/// yajl's errors in words for people, with the offset of the byte that is wrong.
extension Scan {
    /// - Parameter consumed: What yajl had consumed when it stopped.
    func problem(consumed: Int) -> JSONError {
        // Whatever fails once nothing follows, a cut literal as well as an open object, fails because nothing follows.
        guard !completing else { return unsafe .unexpectedEnd(offset: input.count) }
        // yajl_get_error copies its message; without `verbose` it does not look at the text.
        guard let message = unsafe yajl_get_error(handle, 0, nil, 0) else { return .outOfMemory }
        defer { unsafe yajl_free_error(handle, message) }
        // A C string that lives until yajl_free_error.
        let full = unsafe String(cString: message)
        guard let kind = Problem(message: full) else {
            return .syntax(problem: "not valid JSON", offset: consumed)
        }
        return .syntax(problem: kind.sentence, offset: offset(of: kind, consumed: consumed))
    }

    /// Lexical errors stop at the wrong byte, or right after it where no token can start; the others stop somewhere in
    /// or after the wrong token, which is found from the end of the last good one.
    private func offset(of kind: Problem, consumed: Int) -> Int {
        switch kind.position {
        case .atConsumed: return consumed
        case .beforeConsumed: return max(consumed - 1, 0)
        case .startOfToken: break
        }
        var position = lastEnd
        skipSpace(from: &position)
        let isSeparator = unsafe position < input.count && (input[position] == 0x2C || input[position] == 0x3A)
        if isSeparator, consumed > position + 1 {
            position += 1
            skipSpace(from: &position)
        }
        return position
    }

    private func skipSpace(from position: inout Int) {
        while unsafe position < input.count, unsafe input[position] <= 0x20 { position += 1 }
    }
}
