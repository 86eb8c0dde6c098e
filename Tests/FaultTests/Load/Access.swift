/// How callers reach one client at the servers.
struct Access: Sendable {
    enum Role: Sendable, Hashable {
        case service
        case supervisor(String)
    }

    let ports: [UInt16]
    let tokens: [Role: String]

    func token(of role: Role) -> String { tokens[role] ?? "" }
}
