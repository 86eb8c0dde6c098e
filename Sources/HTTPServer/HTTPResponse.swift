/// An answer.
package struct HTTPResponse: Sendable {
    package var status: Int
    /// Header lines in order, without `Date`, `Content-Length`, `Connection` and `Transfer-Encoding`, which are the
    /// server's. Control characters in them become spaces.
    package var headers: [(String, String)]
    package var body: [UInt8]

    package init(status: Int, headers: [(String, String)] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// An answer with a text body of the given type.
    package init(status: Int, contentType: String, text: String) {
        self.init(status: status, headers: [("Content-Type", contentType)], body: Array(text.utf8))
    }
}
