extension RedisURL {
    /// - Throws: `unsupported` for `rediss://`.
    func requireNoTLS() throws(RedisError) {
        guard usesTLS else { return }
        throw .unsupported(
            """
            \(self) asks for TLS, which the hiredis of this build (0.14) does not have: put a TLS tunnel such as \
            stunnel beside this process and name its local end with redis:// or unix://
            """
        )
    }
}
