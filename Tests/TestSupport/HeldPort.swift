import Glibc

/// A port of 127.0.0.1 that is given to nobody else while this lives: a server that is started anew finds its port free.
///
/// The port is bound without being listened on, so that who connects is refused until a server listens, and one may: each
/// server here takes a port that is only bound (SO_REUSEADDR).
package final class HeldPort: Sendable {
    package let number: UInt16

    private let descriptor: Int32

    /// Takes a free one.
    package init() throws(SystemError) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw SystemError("socket") }
        self.descriptor = descriptor
        var on: Int32 = 1
        // The kernel reads the number during the call.
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        guard unsafe LoopbackSocket.withAddress(port: 0, { unsafe bind(descriptor, $0, $1) }) == 0 else {
            throw SystemError("bind")
        }
        number = try LoopbackSocket.port(of: descriptor)
    }

    deinit {
        close(descriptor)
    }
}
