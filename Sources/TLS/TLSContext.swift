import COpenSSL

/// What all sessions of one kind have in common: certificates, keys, whom they believe. TLS 1.2 and 1.3.
///
/// Thread safety: nothing changes it after `init`, and OpenSSL counts its references with atomics.
@safe package final class TLSContext: @unchecked Sendable {
    let context: OpaquePointer
    let verifies: Bool
    let isServer: Bool

    /// Of those who connect. Reads files.
    package init(trust: TLSTrust) throws(TLSError) {
        guard let context = unsafe SSL_CTX_new(TLS_client_method()) else { throw .ofLibrary("no TLS") }
        unsafe self.context = context
        verifies = trust.verifies
        isServer = false
        unsafe modpilot_tls_prepare(context)
        unsafe SSL_CTX_set_verify(context, verifies ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nil)
        if let file = trust.authorities {
            guard unsafe SSL_CTX_load_verify_file(context, file) == 1 else {
                throw .ofLibrary("authorities in \(file)")
            }
        } else if verifies {
            unsafe SSL_CTX_set_default_verify_paths(context)
        }
        guard let certificate = trust.certificate else { return }
        try use(certificate: certificate, key: trust.key ?? certificate)
    }

    /// Of a server with a certificate, which the rest of its chain may follow, and its key, as PEM files.
    package init(certificate: String, key: String) throws(TLSError) {
        guard let context = unsafe SSL_CTX_new(TLS_server_method()) else { throw .ofLibrary("no TLS") }
        unsafe self.context = context
        verifies = false
        isServer = true
        unsafe modpilot_tls_prepare(context)
        try use(certificate: certificate, key: key)
    }

    deinit { unsafe SSL_CTX_free(context) }

    private func use(certificate: String, key: String) throws(TLSError) {
        ERR_clear_error()
        guard unsafe SSL_CTX_use_certificate_chain_file(context, certificate) == 1 else {
            throw .ofLibrary("the certificate in \(certificate)")
        }
        guard unsafe SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) == 1 else {
            throw .ofLibrary("the key in \(key)")
        }
        guard unsafe SSL_CTX_check_private_key(context) == 1 else {
            throw TLSError("the key in \(key) is not of the certificate in \(certificate)")
        }
    }
}
