/// A server as it last spoke of itself.
package struct ServerSign: Equatable, Sendable {
    /// Unique to one life of the server.
    package let name: String
    /// The version of the directory that it goes by.
    package let version: Int64
    /// What it sees of each Redis that it uses.
    package let redis: [RedisName: RedisSight]
    /// When it said so, in milliseconds of MongoDB's clock: another one with each sign.
    package let at: Int64
    /// How long ago that was when the sign was read, by MongoDB's clock.
    package let age: Duration

    package init(name: String, version: Int64, redis: [RedisName: RedisSight] = [:], at: Int64, age: Duration) {
        self.name = name
        self.version = version
        self.redis = redis
        self.at = at
        self.age = age
    }
}
