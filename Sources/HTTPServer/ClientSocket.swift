import CLibevent
import Glibc
import TLS

/// A client's connection: a socket that does not block, in the clear or under TLS. Closed by `close` alone.
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
    /// Nil in the clear.
    let session: TLSSession?

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
        if let session { return unsafe Self.received(session.receive(into: buffer)) }
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

    private static func received(_ step: TLSSession.Step) -> Received {
        switch step {
        case .bytes(let count): .bytes(count)
        case .needsInput, .needsRoom: .nothing
        case .end: .end
        case .failed: .gone
        }
    }

    /// Sends as much as fits.
    ///
    /// - Returns: how many bytes; nil where the connection is gone.
    func send(_ head: ArraySlice<UInt8>, _ body: ArraySlice<UInt8>) -> Int? {
        if let session { return Self.send(head, body, by: session) }
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

    /// Both in one record where they fit.
    private static func send(_ head: ArraySlice<UInt8>, _ body: ArraySlice<UInt8>, by session: TLSSession) -> Int? {
        let isSmall = !head.isEmpty && !body.isEmpty && head.count + body.count <= recordBytes
        let bytes = isSmall ? head + body : head.isEmpty ? body : head
        switch unsafe bytes.withUnsafeBytes({ unsafe session.send($0) }) {
        case .bytes(let count): return count
        case .needsInput, .needsRoom: return 0
        case .end, .failed: return nil
        }
    }

    private static let recordBytes = 16 << 10

    /// Tells the client that nothing more comes.
    func finishSending() {
        session?.finish()
        shutdown(descriptor, Int32(SHUT_WR))
    }

    /// An error that came without being asked for.
    var hasFailed: Bool {
        var code: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        unsafe getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &size)
        return code != 0
    }

    func close() {
        session?.finish()
        Glibc.close(descriptor)
    }
}
