/// Why the wanted durability of an applied write was not confirmed.
package struct MongoWriteConcernFailure: Hashable, Sendable {
    package let code: Int
    package let name: String
    package let message: String
}
