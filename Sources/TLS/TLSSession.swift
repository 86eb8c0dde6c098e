import COpenSSL
import Glibc

/// TLS over one socket that does not block. The handshake takes place with the first reads and writes.
///
/// Thread safety: used on one thread at a time, which is its loop's.
@safe package final class TLSSession: @unchecked Sendable {
    /// How far a call came.
    package enum Step: Equatable, Sendable {
        case bytes(Int)
        /// Again, once there is something to read.
        case needsInput
        /// Again, once there is room to write.
        case needsRoom
        /// The other side sends no more.
        case end
        case failed(String)
    }

    private let session: OpaquePointer
    private let verifies: Bool

    /// - Parameters:
    ///   - descriptor: a connected socket, or one that is being connected; closed by its owner.
    ///   - host: of the server, by name or numeric address; nil for a server's side.
    package init(_ context: TLSContext, over descriptor: Int32, to host: String? = nil) throws(TLSError) {
        guard let session = unsafe SSL_new(context.context) else { throw .ofLibrary("no memory for TLS") }
        unsafe self.session = session
        verifies = context.verifies
        guard unsafe SSL_set_fd(session, descriptor) == 1 else { throw .ofLibrary("TLS") }
        if context.isServer { unsafe SSL_set_accept_state(session) } else { unsafe SSL_set_connect_state(session) }
        guard let host else { return }
        if Self.isNumeric(host) {
            if verifies { unsafe X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session), host) }
        } else {
            unsafe modpilot_tls_name_host(session, host)
            if verifies { unsafe SSL_set1_host(session, host) }
        }
    }

    deinit { unsafe SSL_free(session) }

    package func handshake() -> Step {
        ERR_clear_error()
        let code = unsafe SSL_do_handshake(session)
        return code == 1 ? .bytes(0) : step(behind: code)
    }

    package func receive(into buffer: UnsafeMutableRawBufferPointer) -> Step {
        ERR_clear_error()
        // OpenSSL writes at most as much as there is room for.
        let count = unsafe SSL_read(session, buffer.baseAddress, Int32(clamping: buffer.count))
        return count > 0 ? .bytes(Int(count)) : step(behind: count)
    }

    /// Sends as much as there is room for, at most 16 KiB.
    package func send(_ bytes: UnsafeRawBufferPointer) -> Step {
        guard unsafe !bytes.isEmpty else { return .bytes(0) }
        ERR_clear_error()
        let count = unsafe SSL_write(session, bytes.baseAddress, Int32(clamping: bytes.count))
        return count > 0 ? .bytes(Int(count)) : step(behind: count)
    }

    /// Tells the other side that nothing more comes, if there is room for that.
    package func finish() {
        ERR_clear_error()
        unsafe SSL_shutdown(session)
        ERR_clear_error()
    }

    private func step(behind code: Int32) -> Step {
        let number = errno
        switch unsafe SSL_get_error(session, code) {
        case SSL_ERROR_WANT_READ: return .needsInput
        case SSL_ERROR_WANT_WRITE: return .needsRoom
        case SSL_ERROR_ZERO_RETURN: return .end
        case SSL_ERROR_SYSCALL:
            return number == 0 ? .end : .failed(unsafe String(cString: strerror(number)))
        default:
            let result = unsafe SSL_get_verify_result(session)
            guard !verifies || result == X509_V_OK else {
                ERR_clear_error()
                return .failed(
                    "the certificate is not taken: \(unsafe String(cString: X509_verify_cert_error_string(result)))"
                )
            }
            return .failed("TLS: \(TLSError.libraryReason)")
        }
    }

    private static func isNumeric(_ host: String) -> Bool {
        var four = in_addr()
        var six = in6_addr()
        return unsafe inet_pton(AF_INET, host, &four) == 1 || inet_pton(AF_INET6, host, &six) == 1
    }
}
