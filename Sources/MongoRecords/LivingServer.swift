/// A server as it last spoke of itself.
package struct LivingServer: Equatable, Sendable {
    package let name: String
    /// The version of the directory that it goes by.
    package let version: Int64
    /// The Redis servers that it can't reach.
    package let unreachable: [String]
}
