import Glibc

/// Why a server could not be started.
package enum HTTPServerError: Error, Equatable, CustomStringConvertible {
    /// The address is not one of this machine's, or not an address.
    case unknownAddress(host: String)
    /// The address is taken, by this or another process.
    case addressInUse(host: String, port: Int)
    /// The system refused; `code` is the `errno` value.
    case cannotListen(code: Int32)

    package var description: String {
        switch self {
        case .unknownAddress(let host): "\(host) is no address of this machine"
        case .addressInUse: "the address is taken"
        case .cannotListen(let code): unsafe String(cString: strerror(code))
        }
    }
}
