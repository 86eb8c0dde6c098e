extension HTTPProbe {
    /// A connection and what was read from it beyond the last answer.
    struct Connection {
        private let socket: LoopbackSocket
        private var unread: [UInt8] = []

        /// The server said that this answer is the last.
        private(set) var isClosing = false

        /// No answer of a test is longer.
        private static let limit = 64 << 20

        init(port: UInt16, timeout: Duration) throws {
            socket = try LoopbackSocket(port: port, timeout: timeout)
        }

        func send(_ bytes: [UInt8]) throws {
            try socket.send(bytes)
        }

        func finishSending() throws { try socket.finishSending() }

        /// Reads one answer, past any `100 Continue`.
        mutating func receive(bodyless: Bool) throws -> HTTPAnswer {
            while true {
                let (status, headers) = try receiveHead()
                if status == 100 { continue }
                func header(_ name: String) -> String? {
                    headers.first { $0.name.lowercased() == name }?.value
                }
                isClosing = header("connection")?.lowercased() == "close"
                var body: [UInt8] = []
                if bodyless || status == 204 || status == 304 {
                    // These have none, whatever their headers say.
                } else if header("transfer-encoding") != nil {
                    throw HTTPFailure(description: "a transfer encoding, which this probe does not read")
                } else if let length = header("content-length") {
                    guard let count = Int(length), (0...Self.limit).contains(count) else {
                        throw HTTPFailure(description: "content-length: \(length)")
                    }
                    body = try take(count)
                } else {
                    isClosing = true
                    while try fill() {}
                    body = unread
                    unread = []
                }
                return HTTPAnswer(status: status, headers: headers, body: body)
            }
        }

        private mutating func receiveHead() throws -> (status: Int, headers: [(name: String, value: String)]) {
            let end: [UInt8] = [13, 10, 13, 10]
            var range = unread.firstRange(of: end)
            while range == nil {
                guard try fill() else {
                    throw HTTPFailure(description: "closed after \(unread.count) bytes of a header")
                }
                range = unread.firstRange(of: end)
            }
            let head = try take(range?.upperBound ?? 0)
            let lines = String(decoding: head, as: UTF8.self).split(separator: "\r\n")
            let words = (lines.first ?? "").split(separator: " ")
            guard words.count >= 2, words[0].hasPrefix("HTTP/1."), let status = Int(words[1]) else {
                throw HTTPFailure(description: "not a status line: \(lines.first ?? "")")
            }
            let headers = try lines.dropFirst().map { line in
                guard let colon = line.firstIndex(of: ":") else {
                    throw HTTPFailure(description: "not a header: \(line)")
                }
                let value = line[line.index(after: colon)...].drop { $0 == " " }
                return (name: String(line[..<colon]), value: String(value))
            }
            return (status, headers)
        }

        private mutating func take(_ count: Int) throws -> [UInt8] {
            while unread.count < count {
                guard try fill() else {
                    throw HTTPFailure(description: "closed after \(unread.count) of \(count) bytes")
                }
            }
            let taken = Array(unread.prefix(count))
            unread.removeFirst(count)
            return taken
        }

        /// Reads more; false once the server has closed.
        private mutating func fill() throws -> Bool {
            guard unread.count <= Self.limit else { throw HTTPFailure(description: "more than \(Self.limit) bytes") }
            let bytes = try socket.receive()
            unread += bytes
            return !bytes.isEmpty
        }
    }
}
