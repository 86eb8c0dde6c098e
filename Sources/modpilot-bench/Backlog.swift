import RedisClaims
import RedisClient

/// Puts items into line straight in Redis, through the same script as ingestion does.
struct Backlog: Sendable {
    let target: ClaimTarget

    private static let batch = 500
    private static let validFor: Int64 = 3_600_000
    private static let targetWait: Int64 = 14_400_000
    private static let patience: Duration = .seconds(60)

    /// Empties the client's queue and fills it with `count` items; what the epoch and generations are stays.
    func make(_ count: Int) async throws {
        // Everything but the client's own record and the results.
        let keys = Array(target.keys.all[1..<6]) + Array(target.keys.all[7...])
        _ = try await target.redis.send(["UNLINK"] + keys, timeout: Self.patience)
        try await add(count)
        let waiting = try await target.waiting()
        guard waiting == count else { throw BenchFailure.failed("\(waiting) items wait instead of \(count)") }
    }

    /// Puts `count` more items into line.
    func add(_ count: Int) async throws {
        let name = String(UInt32.random(in: .min ... .max), radix: 36)
        let now = try await serverTime()
        for start in stride(from: 0, to: count, by: Self.batch) {
            let indices = start..<min(start + Self.batch, count)
            var arguments: [RedisArgument] = [
                .string(target.epoch), "default", "normal", .integer(now + Self.validFor), "",
                .integer(.max >> 12),
            ]
            for index in indices {
                arguments += [
                    .string("post-\(name)-\(index)"), 1, .integer(now), .integer(now + Self.targetWait + Int64(index)),
                    .string(Self.content(index)), .string(Self.verdict), "{}", "",
                ]
            }
            let reply = try await target.redis.evaluate(
                ClaimTarget.publish,
                keys: target.keys.all,
                arguments: arguments,
                timeout: Self.patience
            )
            guard reply.array?.first?.string == "ok" else {
                throw BenchFailure.failed("Redis did not take items: \(reply)")
            }
        }
    }

    private func serverTime() async throws -> Int64 {
        let parts = try await target.redis.send(["TIME"]).array?.compactMap { $0.string.flatMap { Int64($0) } } ?? []
        guard parts.count == 2 else { throw BenchFailure.failed("Redis told no time") }
        return parts[0] * 1_000 + parts[1] / 1_000
    }

    private static let verdict = #"{"model":"sms-7","label":"spam","score":0.617}"#
    private static let sentence = "You have been selected for a prize: call the number below before noon to claim it. "

    /// About 400 bytes of JSON.
    private static func content(_ index: Int) -> String {
        let text = String(repeating: sentence, count: 4)
        return #"{"type":"text","language":"en","number":\#(index),"text":"\#(text)"}"#
    }
}
