internal import CYajl

extension Scan {
    /// Parses the whole of `bytes`; the scan that comes back holds the members or the elements.
    static func run(
        over bytes: borrowing Span<UInt8>,
        container: Container,
        maximumDepth: Int
    ) throws(JSONError) -> (members: [JSONObjectText.Member], elements: [JSONValue]) {
        guard bytes.count <= maximumBytes else { throw .tooLarge(limit: maximumBytes) }
        do {
            _ = try UTF8Span(validating: copy bytes)
        } catch {
            throw .invalidUTF8(offset: error.byteOffsets.lowerBound)
        }
        // The pointer stays inside the closure: the parts are copies.
        return try unsafe bytes.withUnsafeBytes { input in
            Result { () throws(JSONError) in
                unsafe try run(over: input, container: container, maximumDepth: maximumDepth)
            }
        }.get()
    }

    private static func run(
        over input: UnsafeRawBufferPointer,
        container: Container,
        maximumDepth: Int
    ) throws(JSONError) -> (members: [JSONObjectText.Member], elements: [JSONValue]) {
        // yajl keeps both pointers until yajl_free, which runs before either goes out of scope.
        let parser = UnsafeMutablePointer<yajl_callbacks>.allocate(capacity: 1)
        let context = UnsafeMutablePointer<Scan>.allocate(capacity: 1)
        defer {
            unsafe context.deallocate()
            unsafe parser.deallocate()
        }
        unsafe parser.initialize(to: callbacks())
        guard let handle = unsafe yajl_alloc(parser, nil, context) else { throw .outOfMemory }
        defer { unsafe yajl_free(handle) }
        // run(over:) has checked the whole text already, and more strictly.
        _ = unsafe modpilot_yajl_skip_utf8_check(handle)

        unsafe context.initialize(
            to: Scan(input: input, handle: handle, container: container, maximumDepth: maximumDepth)
        )
        defer { unsafe context.deinitialize(count: 1) }
        let text = unsafe input.assumingMemoryBound(to: UInt8.self)
        var status = unsafe yajl_parse(handle, text.baseAddress, text.count)
        let consumed = unsafe yajl_get_bytes_consumed(handle)
        if status == yajl_status_ok {
            unsafe context.pointee.completing = true
            status = unsafe yajl_complete_parse(handle)
            unsafe context.pointee.checkWhatFollows()
        }
        if let failure = unsafe context.pointee.failure { throw failure }
        guard status == yajl_status_ok else { throw unsafe context.pointee.problem(consumed: consumed) }
        return unsafe (context.pointee.members, context.pointee.elements)
    }
}
