/// Why secrets cannot be made.
package enum SecretsError: Error, Equatable, Sendable {
    /// libsodium did not start: the system has no source of randomness it can use.
    case sodiumUnavailable
}

extension SecretsError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .sodiumUnavailable: "libsodium could not start: no source of random bytes"
        }
    }
}
