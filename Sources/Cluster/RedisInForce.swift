/// The Redis from which all servers hand out, as MongoDB has it, so that of two that are alive at once only one does.
package struct RedisInForce: Equatable, Sendable {
    package let identity: String
    /// Of the server that put it in force, without a password.
    package let address: String

    package init(identity: String, address: String) {
        self.identity = identity
        self.address = address
    }
}
