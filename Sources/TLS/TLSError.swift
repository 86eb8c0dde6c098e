import COpenSSL

/// Why there is no TLS.
package struct TLSError: Error, Equatable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }

    /// With what OpenSSL said last on this thread.
    static func ofLibrary(_ what: String) -> TLSError { TLSError("\(what): \(libraryReason)") }

    static var libraryReason: String {
        var reason = "unknown reason"
        // The first is the cause, the others are where it was met.
        let code = ERR_get_error()
        if code != 0, let text = unsafe ERR_reason_error_string(code) { reason = unsafe String(cString: text) }
        ERR_clear_error()
        return reason
    }
}
