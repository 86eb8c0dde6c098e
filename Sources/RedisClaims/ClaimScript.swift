import ClaimScripts
package import RedisClient

/// The scripts as Redis runs them: one for each verb, named like its file in `Lua/`.
enum ClaimScript {
    static let open = RedisScript(name: "open", source: Scripts.open)
    static let close = RedisScript(name: "close", source: Scripts.close)
    static let held = RedisScript(name: "held", source: Scripts.held)
    static let adopt = RedisScript(name: "adopt", source: Scripts.adopt)
    static let clear = RedisScript(name: "clear", source: Scripts.clear)
    static let filled = RedisScript(name: "filled", source: Scripts.filled)
    static let publish = RedisScript(name: "publish", source: Scripts.publish)
    static let claim = RedisScript(name: "claim", source: Scripts.claim)
    static let decide = RedisScript(name: "decide", source: Scripts.decide)
    static let acknowledge = RedisScript(name: "acknowledge", source: Scripts.acknowledge)
    static let withdraw = RedisScript(name: "withdraw", source: Scripts.withdraw)
    static let expire = RedisScript(name: "expire", source: Scripts.expire)
    static let reopen = RedisScript(name: "reopen", source: Scripts.reopen)
    static let publisher = RedisScript(name: "publisher", source: Scripts.publisher)
    static let unclaim = RedisScript(name: "unclaim", source: Scripts.unclaim)
    static let look = RedisScript(name: "look", source: Scripts.look)
    static let stats = RedisScript(name: "stats", source: Scripts.stats)
    static let take = RedisScript(name: "take", source: Scripts.take)
    static let settle = RedisScript(name: "settle", source: Scripts.settle)
    static let extend = RedisScript(name: "extend", source: Scripts.extend)
    static let release = RedisScript(name: "release", source: Scripts.release)
    static let escalate = RedisScript(name: "escalate", source: Scripts.escalate)
    static let shelve = RedisScript(name: "shelve", source: Scripts.shelve)
    static let overstay = RedisScript(name: "overstay", source: Scripts.overstay)
    static let window = RedisScript(name: "window", source: Scripts.window)
    static let inspect = RedisScript(name: "inspect", source: Scripts.inspect)
    static let mend = RedisScript(name: "mend", source: Scripts.mend)
    static let probe = RedisScript(name: "probe", source: Scripts.probe)
    static let refill = RedisScript(name: "refill", source: Scripts.refill)
    static let check = RedisScript(name: "check", source: Scripts.check)

    /// Those that can move an item to the queue of the supervisors.
    static let escalating = [expire, release, escalate]
}

extension RedisClaims {
    /// Every script that a connection should have loaded, so that the first call of each needs no second round trip.
    package static let scripts = [
        ClaimScript.open, ClaimScript.close, ClaimScript.held, ClaimScript.adopt, ClaimScript.clear,
        ClaimScript.filled, ClaimScript.publish,
        ClaimScript.claim, ClaimScript.decide, ClaimScript.acknowledge,
        ClaimScript.withdraw, ClaimScript.expire, ClaimScript.reopen, ClaimScript.publisher, ClaimScript.look,
        ClaimScript.unclaim, ClaimScript.stats,
        ClaimScript.take, ClaimScript.settle,
        ClaimScript.extend, ClaimScript.release, ClaimScript.escalate, ClaimScript.shelve, ClaimScript.overstay,
        ClaimScript.window, ClaimScript.inspect, ClaimScript.mend, ClaimScript.refill, ClaimScript.check,
    ]
}
