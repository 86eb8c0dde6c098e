/// A whole request, its body included.
package struct HTTPRequest: Sendable {
    /// The method's token, as sent.
    package let method: String
    /// The request target in origin form, percent-encoding untouched: `/path?query`, or `*`.
    package let target: String
    package let headers: HTTPHeaders
    package let body: [UInt8]
    /// The client's numeric address, without its port.
    package let remoteAddress: String

    package init(
        method: String,
        target: String,
        headers: HTTPHeaders = HTTPHeaders(),
        body: [UInt8] = [],
        remoteAddress: String = ""
    ) {
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
        self.remoteAddress = remoteAddress
    }

    package var isHead: Bool { method == "HEAD" }

    /// The target before the first `?`.
    package var path: Substring {
        target[..<(target.utf8.firstIndex(of: UInt8(ascii: "?")) ?? target.endIndex)]
    }

    /// The target after the first `?`; nil without one.
    package var query: Substring? {
        guard let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) else { return nil }
        return target[target.utf8.index(after: mark)...]
    }

    /// The value of the first header line of that name, in any case.
    package func header(_ name: String) -> String? {
        headers[name]
    }
}
