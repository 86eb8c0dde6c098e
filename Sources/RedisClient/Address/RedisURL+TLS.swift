extension RedisURL {
    /// Whether a connection could be made at all.
    ///
    /// - Throws: `unsupported` for `rediss://`.
    package func requireNoTLS() throws(RedisError) {
        guard usesTLS else { return }
        throw .unsupported(
            """
            \(self) asks for TLS, which the hiredis of this build (0.14) does not have: put a TLS tunnel such as \
            stunnel beside this process and name its local end with redis:// or unix://
            """
        )
    }
}
