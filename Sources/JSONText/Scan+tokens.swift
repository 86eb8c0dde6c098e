internal import CYajl

/// What happens at each token; false stops the parse.
extension Scan {
    mutating func open(_ kind: Container) -> Bool {
        guard let token = advance() else { return false }
        if depth == 0, kind != container {
            failure = container.mismatch(at: token.lowerBound)
            return false
        }
        guard depth < maximumDepth else {
            failure = .tooDeep(limit: maximumDepth, offset: token.lowerBound)
            return false
        }
        if depth == 1 { runStart = token.lowerBound }
        depth += 1
        return true
    }

    mutating func close(_ kind: Container) -> Bool {
        guard let token = advance() else { return false }
        depth -= 1
        guard depth == 1 else { return true }
        let raw = finishSlice(at: token.upperBound)
        switch kind {
        case .object: store(.object(raw: raw))
        case .array: store(.array(raw: raw))
        }
        return true
    }

    mutating func scalar(_ value: JSONValue) -> Bool {
        guard advanceInside() != nil else { return false }
        if depth == 1 { store(value) }
        return true
    }

    mutating func number() -> Bool {
        guard let token = advanceInside() else { return false }
        if depth == 1 { store(.number(raw: text(token))) }
        return true
    }

    mutating func string(_ decoded: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let token = advanceInside() else { return false }
        guard depth == 1 else { return true }
        guard isWellFormed(token, decodedCount: decoded.count) else { return false }
        // Valid until the callback returns; the string is a copy.
        store(.string(unsafe String(decoding: decoded, as: UTF8.self)))
        return true
    }

    mutating func key(_ decoded: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let token = advanceInside() else { return false }
        guard depth == 1 else { return true }
        guard isWellFormed(token, decodedCount: decoded.count) else { return false }
        // Valid until the callback returns; the string is a copy.
        let key = unsafe String(decoding: decoded, as: UTF8.self)
        guard names.insert(key) else {
            failure = .duplicateKey(key, offset: token.lowerBound)
            return false
        }
        name = key
        return true
    }

    private mutating func store(_ value: JSONValue) {
        if let name {
            members.append(JSONObjectText.Member(name: name, value: value))
            self.name = nil
        } else {
            elements.append(value)
        }
    }

    /// ``advance()`` for a token that cannot be the whole text.
    private mutating func advanceInside() -> Range<Int>? {
        guard let token = advance() else { return nil }
        guard depth > 0 else {
            failure = container.mismatch(at: token.lowerBound)
            return nil
        }
        return token
    }

    /// Whether a string token can be decoded; nothing to look for if no escape made it longer than its value.
    private mutating func isWellFormed(_ token: Range<Int>, decodedCount: Int) -> Bool {
        guard token.count - 2 != decodedCount else { return true }
        // Inside the input, which outlives the scan.
        let bytes = unsafe Span(_unsafeElements: input[token].assumingMemoryBound(to: UInt8.self))
        guard let position = SurrogateEscapes.firstUnpaired(in: bytes) else { return true }
        failure = .unpairedSurrogate(offset: token.lowerBound + position)
        return false
    }
}
