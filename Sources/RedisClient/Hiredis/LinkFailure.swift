/// Why a socket could not even begin to connect.
struct LinkFailure: Error {
    let reason: String
}
