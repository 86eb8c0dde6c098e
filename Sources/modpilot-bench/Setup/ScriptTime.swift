import RedisClient

/// Calls of scripts, and the time that they took inside Redis.
struct ScriptTime: Sendable {
    var calls: Int
    var microseconds: Int

    init(calls: Int, microseconds: Int) {
        self.calls = calls
        self.microseconds = microseconds
    }

    /// Of all scripts since Redis started.
    init(in redis: RedisConnection) async throws {
        let text = try await redis.infoText("commandstats", "cmdstat_evalsha")
        let fields = text.split(separator: ",").map { $0.split(separator: "=") }
        func field(_ name: String) -> Int { fields.first { $0.first == name[...] }.flatMap { Int($0[1]) } ?? 0 }
        calls = field("calls")
        microseconds = field("usec")
    }

    static func - (left: ScriptTime, right: ScriptTime) -> ScriptTime {
        ScriptTime(calls: left.calls - right.calls, microseconds: left.microseconds - right.microseconds)
    }

    static func += (left: inout ScriptTime, right: ScriptTime) {
        left.calls += right.calls
        left.microseconds += right.microseconds
    }

    /// Microseconds a call.
    var mean: Double { calls > 0 ? Double(microseconds) / Double(calls) : 0 }
}
