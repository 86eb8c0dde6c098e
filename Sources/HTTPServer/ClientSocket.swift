import CLibevent
import Glibc

/// A client's connection: a socket that does not block. Closed by `close` alone.
struct ClientSocket: Sendable {
    enum Received: Equatable {
        case bytes(Int)
        /// Nothing is there now.
        case nothing
        /// The client sends no more.
        case end
        /// The connection is gone.
        case gone
    }

    let descriptor: Int32

    /// Answers leave at once, however small they are.
    func sendAtOnce() {
        var yes: Int32 = 1
        unsafe setsockopt(
            descriptor,
            Int32(IPPROTO_TCP),
            TCP_NODELAY,
            &yes,
            socklen_t(MemoryLayout<Int32>.size)
        )
    }

    func receive(into buffer: UnsafeMutableRawBufferPointer) -> Received {
        while true {
            let count = unsafe recv(descriptor, buffer.baseAddress, buffer.count, 0)
            if count > 0 { return .bytes(count) }
            if count == 0 { return .end }
            switch errno {
            case EINTR: continue
            case EAGAIN: return .nothing
            default: return .gone
            }
        }
    }

    /// Sends as much as fits.
    ///
    /// - Returns: how many bytes; nil where the connection is gone.
    func send(_ head: ArraySlice<UInt8>, _ body: ArraySlice<UInt8>) -> Int? {
        while true {
            let count = unsafe head.withUnsafeBytes { head in
                unsafe body.withUnsafeBytes { body in
                    // The kernel only reads from them, until the call returns.
                    let pieces = unsafe [
                        iovec(iov_base: UnsafeMutableRawPointer(mutating: head.baseAddress), iov_len: head.count),
                        iovec(iov_base: UnsafeMutableRawPointer(mutating: body.baseAddress), iov_len: body.count),
                    ]
                    return unsafe writev(descriptor, pieces, 2)
                }
            }
            if count >= 0 { return count }
            switch errno {
            case EINTR: continue
            case EAGAIN: return 0
            default: return nil
            }
        }
    }

    /// Tells the client that nothing more comes.
    func finishSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// An error that came without being asked for.
    var hasFailed: Bool {
        var code: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        unsafe getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &size)
        return code != 0
    }

    func close() { Glibc.close(descriptor) }
}
