package import EventLoop

/// What answers requests.
package protocol HTTPHandler: Sendable {
    /// Answers `request`. It is called on `loop`, the loop of the client's connection, in a task that prefers
    /// it. The task is cancelled when the handler takes longer than `HTTPLimits.handlerTime`, and, where the request
    /// `endsWithClient`, when the client goes away or stops sending; what it returns then is still offered to a client that
    /// listens.
    ///
    /// The server adds `Date`, `Content-Length` and `Connection`, and leaves the body of an answer to `HEAD` out.
    func respond(to request: HTTPRequest, on loop: EventLoop) async -> HTTPResponse

    /// Looks at a request whose body has not come yet: what is refused for its head costs no more than that.
    ///
    /// - Parameter head: the request without its body.
    /// - Returns: the answer, after which the connection ends; nil to have the body read, and the request answered by `respond`.
    ///   Where the body came with the head it is not asked for.
    func refusal(of head: HTTPRequest, on loop: EventLoop) async -> HTTPResponse?

    /// Whether nobody gains by the work once its client sends no more: most such clients have gone, though some listen still.
    /// All else goes on, so that what was asked for is done and answered.
    func endsWithClient(_ request: HTTPRequest) -> Bool
}
