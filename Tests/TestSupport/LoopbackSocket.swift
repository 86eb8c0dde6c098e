import Glibc

/// A blocking TCP connection of this machine; every call ends within its timeout.
package final class LoopbackSocket: Sendable {
    private let descriptor: Int32

    /// Connects to 127.0.0.1.
    /// - Parameter timeout: For connecting, and for each later read and write; zero for none.
    package init(port: UInt16, timeout: Duration = .seconds(30)) throws(SystemError) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw SystemError("socket") }
        self.descriptor = descriptor
        let parts = timeout.components
        var limit = timeval(tv_sec: Int(parts.seconds), tv_usec: Int(parts.attoseconds / 1_000_000_000_000))
        let size = socklen_t(MemoryLayout<timeval>.size)
        // The kernel reads the structure during the call.
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
        var on: Int32 = 1
        unsafe setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        let result = unsafe Self.withAddress(port: port) { unsafe connect(descriptor, $0, $1) }
        guard result == 0 else { throw SystemError("connect to port \(port)") }
    }

    /// Takes over a connection that ``LoopbackListener`` accepted; its calls have no timeout.
    init(accepted descriptor: Int32) {
        self.descriptor = descriptor
        var on: Int32 = 1
        // As above.
        unsafe setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    deinit {
        close(descriptor)
    }

    /// Ends the connection in both directions: whoever waits in it, here or there, is told at once.
    package func cut() {
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    /// Sends all bytes.
    package func send(_ bytes: [UInt8]) throws(SystemError) {
        var sent = 0
        while sent < bytes.count {
            // The rest of the array stays in place during the call; MSG_NOSIGNAL makes a closed peer an error.
            let count = unsafe bytes.withUnsafeBytes { buffer in
                let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[sent...])
                return SystemError.repeatingInterrupted {
                    unsafe Glibc.send(descriptor, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
                }
            }
            guard count > 0 else { throw SystemError("send") }
            sent += count
        }
    }

    /// Says that nothing more will be sent. What the other side still sends can be received.
    package func finishSending() throws(SystemError) {
        guard shutdown(descriptor, Int32(SHUT_WR)) == 0 else { throw SystemError("shutdown") }
    }

    /// The bytes that came next, at most `limit`; empty once the other side has closed.
    package func receive(limit: Int = 65_536) throws(SystemError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: limit)
        // The kernel writes at most the array's length.
        let count = unsafe bytes.withUnsafeMutableBytes { buffer in
            SystemError.repeatingInterrupted { unsafe recv(descriptor, buffer.baseAddress, buffer.count, 0) }
        }
        guard count >= 0 else { throw SystemError("receive") }
        return Array(bytes.prefix(count))
    }

    /// The port that a socket is bound to.
    static func port(of descriptor: Int32) throws(SystemError) -> UInt16 {
        var address = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        // sockaddr_in begins as sockaddr does: the C interface's own way to pass any kind of address.
        let result = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe getsockname(descriptor, $0, &size)
            }
        }
        guard result == 0 else { throw SystemError("getsockname") }
        return UInt16(bigEndian: address.sin_port)
    }

    static func withAddress(port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        // As above.
        return unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
