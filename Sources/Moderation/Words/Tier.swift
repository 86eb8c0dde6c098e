/// Which store hands out a client's claims.
package enum Tier: String, Sendable {
    case redis, mongo
}
