import CLibevent

/// Hands answers to evhttp.
enum ResponseSender {
    /// Sends `response`, after which `request` is evhttp's. Returns whether the connection ends with it although the
    /// client may have sent a body that evhttp did not read.
    static func send(
        _ response: HTTPResponse,
        to request: UnsafeMutablePointer<evhttp_request>,
        closes: Bool
    ) -> Bool {
        let output = unsafe evhttp_request_get_output_headers(request)
        let input = unsafe evhttp_request_get_input_headers(request)
        for (name, value) in response.headers {
            unsafe evhttp_add_header(output, checked(name), checked(value))
        }
        let isHead = unsafe request.pointee.type == EVHTTP_REQ_HEAD
        let isOld = unsafe request.pointee.minor == 0
        let hasUnreadBody = unsafe RequestReader.hasUnreadBody(request)
        let options = unsafe ConnectionOptions(input)
        if closes || hasUnreadBody || options.close || (isOld && !options.keepAlive) {
            unsafe evhttp_add_header(output, "Connection", "close")
        } else if isOld {
            unsafe evhttp_add_header(output, "Connection", "keep-alive")
        }
        // evhttp answers in the version of the request, and to CONNECT as if a tunnel followed.
        unsafe request.pointee.major = 1
        unsafe request.pointee.minor = 1
        if !isHead { unsafe request.pointee.type = EVHTTP_REQ_GET }
        // Those never have a body, nor say how long it would be.
        if response.status != 204, response.status != 304 {
            if isHead {
                unsafe evhttp_add_header(output, "Content-Length", String(response.body.count))
            } else {
                unsafe evbuffer_add(evhttp_request_get_output_buffer(request), response.body, response.body.count)
            }
        }
        unsafe evhttp_send_reply(request, Int32(response.status), nil, nil)
        return hasUnreadBody
    }

    /// A control character in a header would let its value write headers of its own.
    private static func checked(_ text: String) -> String {
        guard !text.utf8.allSatisfy(ASCII.isFieldValue) else { return text }
        return String(decoding: text.utf8.map { ASCII.isFieldValue($0) ? $0 : ASCII.space }, as: UTF8.self)
    }
}
