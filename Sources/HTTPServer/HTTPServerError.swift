/// Why a server could not be started.
package enum HTTPServerError: Error, Equatable {
    /// The address is not one of this machine's, or not an address.
    case unknownAddress(host: String)
    /// The address is taken, by this or another process.
    case addressInUse(host: String, port: Int)
    /// The system refused; `code` is the `errno` value.
    case cannotListen(code: Int32)
}
