import CLibevent

/// An owned request whose connection has ended before it was answered.
///
/// Thread safety: made, sent along and freed on one loop's thread.
@safe final class OrphanedRequest: @unchecked Sendable {
    private let request: UnsafeMutablePointer<evhttp_request>

    init(_ request: UnsafeMutablePointer<evhttp_request>) {
        unsafe self.request = request
    }

    /// Once, after evhttp has let go of the request.
    func free() {
        unsafe evhttp_request_free(request)
    }
}
