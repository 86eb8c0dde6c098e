import Glibc

/// A port of 127.0.0.1 that takes connections.
package final class LoopbackListener: Sendable {
    package let port: UInt16

    private let descriptor: Int32

    /// Listens on a free port.
    package init() throws(SystemError) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw SystemError("socket") }
        self.descriptor = descriptor
        guard unsafe LoopbackSocket.withAddress(port: 0, { unsafe bind(descriptor, $0, $1) }) == 0 else {
            throw SystemError("bind")
        }
        guard listen(descriptor, 128) == 0 else { throw SystemError("listen") }
        port = try LoopbackSocket.port(of: descriptor)
    }

    deinit {
        close(descriptor)
    }

    /// Waits for the next connection.
    /// - Throws: Also once it is ``stop()``ped.
    package func accept() throws(SystemError) -> LoopbackSocket {
        // Nothing is asked about the other side.
        let accepted = SystemError.repeatingInterrupted { Glibc.accept(descriptor, nil, nil) }
        guard accepted >= 0 else { throw SystemError("accept") }
        _ = fcntl(accepted, F_SETFD, FD_CLOEXEC)
        return LoopbackSocket(accepted: accepted)
    }

    /// Takes no more connections; whoever waits in ``accept()`` is told.
    package func stop() {
        shutdown(descriptor, Int32(SHUT_RDWR))
    }
}
