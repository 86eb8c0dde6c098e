internal import CYajl

/// One pass of yajl over one text.
///
/// yajl decides what is JSON; this adds where each token lies. It says where a token ends
/// (`yajl_get_bytes_consumed` inside a callback), so a token begins where the one before it ended, past white space
/// and at most one separator. From that follow the slices, the compaction and the offsets of errors.
///
/// What yajl takes and RFC 8259 does not is refused here: vertical tab and form feed as white space, loose UTF-8
/// (overlong forms, surrogates, values above U+10FFFF; checked before yajl runs), half surrogate pairs, and a token
/// after the value that the end of the text cuts short, such as an opening quote.
///
/// Memory safety: `input` and `handle` live as long as ``run(over:container:maximumDepth:)``, which alone makes a scan
/// and lets none escape. Offsets come from yajl, which never consumes more than it was given.
@safe
struct Scan {
    static let maximumBytes = 64 << 20

    let input: UnsafeRawBufferPointer
    let handle: yajl_handle
    let container: Container
    let maximumDepth: Int

    /// How many objects and arrays are open.
    var depth = 0
    /// Where the last token ended.
    var lastEnd = 0
    /// True once yajl was told that nothing follows: its offsets no longer refer to the input then.
    var completing = false
    /// Why a callback stopped the parse.
    var failure: JSONError?

    /// The name whose value comes next.
    var name: String?
    var names = NameSet()
    var members: [JSONObjectText.Member] = []
    var elements: [JSONValue] = []

    /// Where the part of the current slice starts that is not in ``compacted`` yet.
    var runStart = 0
    /// The earlier parts of the current slice, without the white space between them.
    var compacted: [UInt8] = []

    init(input: UnsafeRawBufferPointer, handle: yajl_handle, container: Container, maximumDepth: Int) {
        unsafe self.input = input
        unsafe self.handle = handle
        self.container = container
        self.maximumDepth = maximumDepth
    }
}
