/// What an error that Redis replies means, by its code; any other error is an answer to one command alone.
///
/// | code | what is so | the connection | claims from this Redis |
/// | --- | --- | --- | --- |
/// | `READONLY` | it has become a replica | is left: the address may lead to the new primary | away |
/// | `MASTERDOWN` | it is a replica that has lost its primary | is left | away |
/// | `LOADING` | it has been started and reads its data | is left, since it is another process | away |
/// | `MOVED`, `ASK` | another node of the cluster has the keys | is left: the address may lead elsewhere | away |
/// | `CLUSTERDOWN` | the cluster serves no keys | is left | away |
/// | `NOAUTH`, `WRONGPASS` | it wants another password | is left: each new one is refused until the URL or Redis is changed | away |
/// | `NOPERM` | its user may not use a key, a command or a channel | stays | away |
/// | `MISCONF` | it can't save to its disk, and takes no writes | stays | away |
/// | `NOREPLICAS` | too few replicas follow it, and it takes no writes | stays | away |
/// | `BUSY` | a script has run for too long | stays: the command's own limit ends it | away |
/// | `OOM` | it is full | stays | there: decisions go on, and free it |
/// | `WRONGTYPE` | somebody's hand has put another type under a key | stays | there; the key and its type are named |
/// | `NOSCRIPT` | it does not know the script | stays: the script is sent once more, by its text | there |
/// | `UNKILLABLE` | `SCRIPT KILL` came too late; this program never sends that | stays | there |
package enum RedisErrorCode: String, CaseIterable, Sendable {
    case readOnly = "READONLY"
    case masterDown = "MASTERDOWN"
    case loading = "LOADING"
    case moved = "MOVED"
    case ask = "ASK"
    case clusterDown = "CLUSTERDOWN"
    case noAuthentication = "NOAUTH"
    case wrongPassword = "WRONGPASS"
    case noPermission = "NOPERM"
    case misconfigured = "MISCONF"
    case noReplicas = "NOREPLICAS"
    case busy = "BUSY"
    case outOfMemory = "OOM"
    case wrongType = "WRONGTYPE"
    case noScript = "NOSCRIPT"
    case unkillable = "UNKILLABLE"

    /// Whether another connection may lead to a Redis that does what this one doesn't.
    var leavesConnection: Bool {
        switch self {
        case .readOnly, .masterDown, .loading, .moved, .ask, .clusterDown, .noAuthentication, .wrongPassword: true
        case .noPermission, .misconfigured, .noReplicas, .busy, .outOfMemory, .wrongType, .noScript, .unkillable:
            false
        }
    }

    /// Whether no claim can be made or decided here until it is over, so that this Redis counts as away.
    package var isOutage: Bool {
        switch self {
        case .outOfMemory, .wrongType, .noScript, .unkillable: false
        default: true
        }
    }

    /// Whether it can come when a script has written something already. Redis gives all others before a script begins.
    var comesHalfWay: Bool { self == .wrongType || self == .noPermission }

    /// What an operator is to look at, where the text of Redis does not say it.
    package var advice: String? {
        switch self {
        case .noAuthentication: "the Redis URL needs a password"
        case .wrongPassword: "the user or password in the Redis URL is wrong"
        case .noPermission:
            "the Redis user needs the keys moderation-* and the channel moderation-ready"
        default: nil
        }
    }
}
