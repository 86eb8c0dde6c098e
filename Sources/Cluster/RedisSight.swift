/// What a server says of a Redis in its sign of life.
package struct RedisSight: Equatable, Sendable {
    /// Which Redis its address leads to, as last seen by a new connection; nil where none could be made of late.
    package let identity: String?
    /// Whether it has had no answer for a while.
    package let isDown: Bool
    /// Whether it has handed out from the Redis in force in this life. One that never could, because its address or password
    /// is wrong, can't say that others can't either.
    package let isMember: Bool

    package init(identity: String? = nil, isDown: Bool, isMember: Bool) {
        self.identity = identity
        self.isDown = isDown
        self.isMember = isMember
    }
}

extension Sequence<RedisSight> {
    /// Whether a Redis is down for some server that counts: while that is so, MongoDB takes over for all.
    package var isDownForSome: Bool { counting.contains(where: \.isDown) }

    /// Whether it is down for every server that counts.
    package var isDownForAll: Bool {
        let counting = counting
        return !counting.isEmpty && counting.allSatisfy(\.isDown)
    }

    /// The members; where there is none, nobody hands out from there, and everybody counts.
    private var counting: [RedisSight] {
        let all = Array(self)
        let members = all.filter(\.isMember)
        return members.isEmpty ? all : members
    }
}
