import CLibevent
import Glibc

/// A blocking client that sends exactly the bytes it is given. Every call ends after ten seconds at most.
final class RawClient {
    struct Failure: Error {
        let what: String
    }

    private(set) var descriptor: Int32
    private var buffer: [UInt8] = []

    init(port: Int, receiveBuffer: Int32? = nil) throws(Failure) {
        descriptor = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw Failure(what: "socket: \(errno)") }
        if var size = receiveBuffer {
            unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        }
        var wait = timeval()
        wait.tv_sec = 10
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            unsafe setsockopt(descriptor, SOL_SOCKET, option, &wait, socklen_t(MemoryLayout<timeval>.size))
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let descriptor = descriptor
        let code = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard code == 0 else { throw Failure(what: "connect: \(errno)") }
    }

    deinit {
        if descriptor >= 0 { Glibc.close(descriptor) }
    }

    func close() {
        if descriptor >= 0 { Glibc.close(descriptor) }
        descriptor = -1
    }

    /// Closes so that the server gets a reset instead of an end.
    func reset() {
        var now = linger(l_onoff: 1, l_linger: 0)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
        close()
    }

    func finishSending() {
        shutdown(descriptor, Int32(SHUT_WR))
    }

    func send(_ text: String) throws(Failure) {
        try send(Array(text.utf8))
    }

    func send(_ bytes: [UInt8]) throws(Failure) {
        var start = 0
        while start < bytes.count {
            let sent = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.send(
                    descriptor,
                    buffer.baseAddress?.advanced(by: start),
                    buffer.count - start,
                    Int32(MSG_NOSIGNAL)
                )
            }
            guard sent > 0 else { throw Failure(what: "send: \(errno)") }
            start += sent
        }
    }

    /// The next response; `isHead` if it answers a HEAD and so has no body.
    func response(isHead: Bool = false) throws(Failure) -> RawResponse {
        var head = RawResponse.endOfHead(buffer)
        while head == nil {
            guard try fill() else { throw Failure(what: "ended in a head: \(String(decoding: buffer, as: UTF8.self))") }
            head = RawResponse.endOfHead(buffer)
        }
        guard let end = head, var response = RawResponse(head: buffer[..<end]) else {
            throw Failure(what: "no response: \(String(decoding: buffer, as: UTF8.self))")
        }
        buffer.removeFirst(end)
        let length = isHead ? 0 : Int(response["content-length"] ?? "") ?? 0
        while buffer.count < length {
            guard try fill() else { throw Failure(what: "ended in a body") }
        }
        response.body = Array(buffer[..<length])
        buffer.removeFirst(length)
        return response
    }

    /// Whether the server ends the connection, and sends nothing before.
    func isEnded() throws(Failure) -> Bool {
        guard buffer.isEmpty else { return false }
        do {
            return try !fill()
        } catch  where error.what == "recv: \(ECONNRESET)" {
            return true
        }
    }

    /// False at the end of what the server sends.
    private func fill() throws(Failure) -> Bool {
        var piece = [UInt8](repeating: 0, count: 65_536)
        let count = unsafe recv(descriptor, &piece, piece.count, 0)
        guard count >= 0 else { throw Failure(what: "recv: \(errno)") }
        buffer.append(contentsOf: piece[..<count])
        return count > 0
    }
}
