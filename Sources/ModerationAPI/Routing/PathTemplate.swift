/// A path with at most one segment that varies, such as `/api/v1/moderation/{post_id}/approve`.
struct PathTemplate: Sendable {
    /// What a path that fits puts in place of the segment that varies, still percent-encoded.
    enum Fit: Equatable, Sendable {
        case literal
        case segment(Range<Int>)
    }

    let text: String
    private let prefix: [UInt8]
    /// What follows the segment that varies; nil where none does.
    private let suffix: [UInt8]?

    init(_ text: String) {
        self.text = text
        if let open = text.firstIndex(of: "{"), let close = text.firstIndex(of: "}") {
            prefix = Array(text[..<open].utf8)
            suffix = Array(text[text.index(after: close)...].utf8)
        } else {
            prefix = Array(text.utf8)
            suffix = nil
        }
    }

    /// Segments are compared as sent: what is percent-encoded is never a part of the API's own words, and `%2F` never ends
    /// a segment.
    func fit(_ path: [UInt8]) -> Fit? {
        guard let suffix else { return path == prefix ? .literal : nil }
        guard path.count >= prefix.count + suffix.count, path.starts(with: prefix),
            path[(path.count - suffix.count)...].elementsEqual(suffix)
        else { return nil }
        let segment = prefix.count..<(path.count - suffix.count)
        return path[segment].contains(UInt8(ascii: "/")) ? nil : .segment(segment)
    }
}
