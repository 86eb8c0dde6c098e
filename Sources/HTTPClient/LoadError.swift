/// Why a load run was given up.
package enum LoadError: Error, Equatable {
    /// `errno` of the call named.
    case system(call: String, code: Int32)
    /// The server closed a connection that had a request in flight.
    case closed
    /// The answer is not one that this client reads; with its beginning.
    case unreadable(String)
    /// An answer with another status than 200; with the beginning of its body.
    case refused(status: Int, body: String)
    /// Not all answers came in time.
    case tooSlow(answered: Int)
}
