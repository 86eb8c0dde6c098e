import CLibevent

/// What a client's `Connection` header asks for; evhttp knows it only as the sole option.
struct ConnectionOptions {
    private(set) var close = false
    private(set) var keepAlive = false

    /// `headers` must be a request's.
    init(_ headers: UnsafeMutablePointer<evkeyvalq>?) {
        guard let value = unsafe evhttp_find_header(headers, "Connection") else { return }
        for option in unsafe String(cString: value).split(separator: ",") {
            switch option.drop(while: { $0 == " " || $0 == "\t" }).lowercased().prefix(while: { $0 != " " }) {
            case "close": close = true
            case "keep-alive": keepAlive = true
            default: break
            }
        }
    }
}
