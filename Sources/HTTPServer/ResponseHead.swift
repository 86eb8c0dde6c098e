/// The head of an answer as it goes over the wire.
enum ResponseHead {
    /// - Parameters:
    ///   - date: the value of `Date`.
    ///   - closes: the connection ends with it.
    ///   - isOld: the request was of HTTP/1.0.
    static func bytes(of response: HTTPResponse, date: String, closes: Bool, isOld: Bool) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(256)
        bytes += "HTTP/1.1 ".utf8
        bytes += "\(response.status) \(reason(response.status))\r\n".utf8
        for (name, value) in response.headers { append(name, value, to: &bytes) }
        append("Date", date, to: &bytes)
        // Those never have a body, nor say how long it would be.
        if response.status != 204, response.status != 304 {
            append("Content-Length", String(response.body.count), to: &bytes)
        }
        if closes {
            append("Connection", "close", to: &bytes)
        } else if isOld {
            append("Connection", "keep-alive", to: &bytes)
        }
        bytes += [ASCII.carriageReturn, ASCII.lineFeed]
        return bytes
    }

    /// A whole refusal, the last answer of its connection.
    static func refusal(_ failure: RequestFailure, date: String) -> [UInt8] {
        let response = failure.response
        return bytes(of: response, date: date, closes: true, isOld: false) + response.body
    }

    private static func append(_ name: String, _ value: String, to bytes: inout [UInt8]) {
        // A control character in a header would let its value write headers of its own.
        for byte in name.utf8 { bytes.append(ASCII.isFieldValue(byte) ? byte : ASCII.space) }
        bytes.append(UInt8(ascii: ":"))
        bytes.append(ASCII.space)
        for byte in value.utf8 { bytes.append(ASCII.isFieldValue(byte) ? byte : ASCII.space) }
        bytes.append(ASCII.carriageReturn)
        bytes.append(ASCII.lineFeed)
    }

    /// The name of a status (RFC 9110, section 15).
    static func reason(_ status: Int) -> String {
        switch status {
        case 200: "OK"
        case 201: "Created"
        case 202: "Accepted"
        case 204: "No Content"
        case 207: "Multi-Status"
        case 304: "Not Modified"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 406: "Not Acceptable"
        case 408: "Request Timeout"
        case 409: "Conflict"
        case 410: "Gone"
        case 412: "Precondition Failed"
        case 413: "Content Too Large"
        case 414: "URI Too Long"
        case 415: "Unsupported Media Type"
        case 417: "Expectation Failed"
        case 422: "Unprocessable Content"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 503: "Service Unavailable"
        case 505: "HTTP Version Not Supported"
        default: "Status"
        }
    }
}
