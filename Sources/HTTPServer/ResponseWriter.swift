/// Turns answers into bytes.
enum ResponseWriter {
    /// How an answer leaves its connection.
    struct Framing {
        var isHead = false
        /// The connection ends with this answer.
        var closes = false
        /// A client of HTTP/1.0 that asked for the connection to be kept has to be told.
        var saysKeepAlive = false
    }

    static let continueLine = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)

    /// Appends `response` to `output`; `date` is the whole `Date` line.
    static func append(_ response: HTTPResponse, _ framing: Framing, date: [UInt8], to output: inout [UInt8]) {
        append("HTTP/1.1 ", to: &output)
        append(number: response.status, to: &output)
        output.append(ASCII.space)
        output.append(contentsOf: StatusPhrase.of(response.status).utf8)
        append("\r\n", to: &output)
        output.append(contentsOf: date)
        for (name, value) in response.headers {
            append(checked: name, to: &output)
            append(": ", to: &output)
            append(checked: value, to: &output)
            append("\r\n", to: &output)
        }
        if framing.closes {
            append("Connection: close\r\n", to: &output)
        } else if framing.saysKeepAlive {
            append("Connection: keep-alive\r\n", to: &output)
        }
        // These never have a body, nor say how long it would be.
        let isBodiless = response.status == 204 || response.status == 304 || response.status < 200
        if !isBodiless {
            append("Content-Length: ", to: &output)
            append(number: response.body.count, to: &output)
            append("\r\n", to: &output)
        }
        append("\r\n", to: &output)
        if !isBodiless, !framing.isHead { output.append(contentsOf: response.body) }
    }

    private static func append(_ text: StaticString, to output: inout [UInt8]) {
        // A static string's bytes live as long as the program.
        unsafe output.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// A control character in a header would let its value write headers of its own.
    private static func append(checked text: String, to output: inout [UInt8]) {
        let start = output.count
        output.append(contentsOf: text.utf8)
        for index in start..<output.count where !ASCII.isFieldValue(output[index]) {
            output[index] = ASCII.space
        }
    }

    private static func append(number: Int, to output: inout [UInt8]) {
        var rest = UInt(max(0, number))
        let start = output.count
        repeat {
            output.append(UInt8(0x30 + rest % 10))
            rest /= 10
        } while rest > 0
        output[start...].reverse()
    }
}
