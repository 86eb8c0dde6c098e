/// How a connection behaves; every wait and every queue has its bound here.
package struct RedisOptions: Sendable {
    /// How long a command may take, waiting for the connection included, unless told otherwise.
    package var commandTimeout: Duration = .seconds(2)
    /// How long connecting may take, logging in included; then what runs on connecting may take as long again.
    package var connectTimeout: Duration = .seconds(2)
    /// Waits between attempts to connect.
    package var backoff = Backoff()
    /// The name of the connection in `CLIENT LIST`, without spaces; none unless told.
    package var clientName: String?
    /// Whether each connection asks which Redis it leads to, for `evaluate` with arguments made for that one.
    package var learnsIdentity = false
    /// Commands that may be without reply at one time.
    package var maximumPendingCommands = 100_000
    /// Bytes of commands that may be without reply at one time.
    package var maximumPendingBytes = 64 << 20
    /// How often an idle subscription asks whether the other side still lives.
    package var heartbeat: Duration = .seconds(10)

    package init() {}
}
