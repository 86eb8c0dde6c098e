/// How fast claims are, over HTTP and straight from Redis.
struct ClaimReport: Report {
    var connections: Int
    var claimsOfATurn: Int
    /// Items in line at the beginning of each turn.
    var waiting: Int
    var leaseSeconds: Int
    var http: [Turn] = []
    var redis: [Turn] = []
    var memory = Memory()
    /// Over HTTP, by one connection.
    var backlogs: [BacklogPoint] = []

    /// Of the server, in bytes.
    struct Memory: Sendable, Encodable {
        var start = 0
        var end = 0
        var peak = 0
    }

    struct BacklogPoint: Sendable, Encodable {
        var waiting: Int
        var claims: Int
        /// In milliseconds.
        var p50: Double
        var p99: Double
    }

    static func rate(_ turns: [Turn]) -> Double { Quantiles(turns.map(\.claimsPerSecond)).median }
    static func p50(_ turns: [Turn]) -> Double { Quantiles(turns.map(\.p50)).median }
    static func p99(_ turns: [Turn]) -> Double { Quantiles(turns.map(\.p99)).median }

    /// Claims per second over HTTP, as a share of what redis-benchmark reaches.
    var ratio: Double { Self.rate(redis) > 0 ? Self.rate(http) / Self.rate(redis) : 0 }
}
