/// A request's line and headers, checked.
struct RequestHead: Sendable {
    enum Body: Equatable, Sendable {
        case none
        /// At least one byte.
        case length(Int)
        case chunked
    }

    var method = ""
    var target = ""
    var headers = HTTPHeaders()
    /// HTTP/1.0 or HTTP/1.1.
    var minorVersion = 1
    /// The client wants the connection kept.
    var keepsAlive = true
    var expectsContinue = false
    var body = Body.none
}
