internal import CSodium

/// libsodium's one-time start.
package enum Sodium {
    /// `sodium_init` answers 0 the first time and 1 later; below that it failed. A static is initialised once, whatever
    /// thread comes first.
    private static let isReady = sodium_init() >= 0

    /// Starts libsodium; call it before the server takes work, so that a failure is an error and not a stop later.
    package static func start() throws(SecretsError) {
        guard isReady else { throw .sodiumUnavailable }
    }

    /// Stops the process if ``start()`` would have failed: random bytes that are none must never leave it.
    static func require() {
        precondition(isReady, "libsodium could not start: no source of random bytes")
    }
}
