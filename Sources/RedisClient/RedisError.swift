/// Why a command has no reply. Each case tells whether the command may have run.
package enum RedisError: Error, Sendable, Equatable {
    /// There was no connection: the command was not sent. `reason` is what the last attempt failed on.
    case unavailable(address: String, reason: String)
    /// The connection broke while the command was under way. `maybeExecuted` is false where it is known not
    /// to have run.
    case connectionLost(address: String, reason: String, maybeExecuted: Bool)
    /// No reply within the command's time. `maybeExecuted` is false if it was never sent.
    case timedOut(address: String, after: Duration, maybeExecuted: Bool)
    /// Redis answered with an error.
    case reply(RedisReplyError)
    /// The command was for the Redis of an earlier connection: it was not sent.
    case replaced(address: String)
    /// Too many commands, or bytes of them, wait for replies already: the command was not sent.
    case overloaded(address: String)
    /// The command cannot be sent over this kind of connection, or at all: it was not sent.
    case unsupported(String)
    /// `close()` was called: the command was not sent.
    case closed
}

extension RedisError {
    /// Whether the command may have had its effect. If not, it is safe to send it again.
    ///
    /// An error that Redis replied counts as executed, since a script may have failed half-way, but for those that Redis gives
    /// before a script begins.
    package var maybeExecuted: Bool {
        switch self {
        case .connectionLost(_, _, let maybeExecuted), .timedOut(_, _, let maybeExecuted): maybeExecuted
        case .reply(let error): error.meaning?.comesHalfWay ?? true
        case .unavailable, .replaced, .overloaded, .unsupported, .closed: false
        }
    }
}

extension RedisError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unavailable(let address, let reason): "Redis at \(address) is unavailable: \(reason)"
        case .connectionLost(let address, let reason, _): "lost the connection to Redis at \(address): \(reason)"
        case .timedOut(let address, let time, _): "no reply from Redis at \(address) within \(time)"
        case .reply(let error): "Redis replied: \(error)"
        case .replaced(let address): "the connection to Redis at \(address) is another one by now"
        case .overloaded(let address): "too many commands wait for Redis at \(address)"
        case .unsupported(let what): what
        case .closed: "the connection to Redis was closed"
        }
    }
}
