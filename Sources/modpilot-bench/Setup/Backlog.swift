import Moderation
import RedisClaims
import RedisClient

/// Puts items into line straight in Redis, through the same script as ingestion does.
struct Backlog: Sendable {
    let target: ClaimTarget
    /// What the items are spread over, one after the other in their order of due times.
    var lines = [Line(queue: .default, priority: .normal)]

    struct Line: Sendable {
        let queue: QueueName
        let priority: Priority
    }

    private static let batch = 500
    private static let validFor: Int64 = 3_600_000
    private static let targetWait: Int64 = 14_400_000
    private static let patience: Duration = .seconds(60)

    /// Empties the client's queues and fills them with `count` items; what the epoch and generations are stays.
    func make(_ count: Int) async throws {
        for queue in Set(lines.map(\.queue)) {
            // Everything but the client's own record and the results.
            let all = ClaimKeys(client: target.client, queue: queue).all
            _ = try await target.redis.send(["UNLINK"] + all[1..<6] + all[7...], timeout: Self.patience)
        }
        try await add(count)
        let items = try await target.items()
        guard items == count else { throw BenchFailure.failed("\(items) items wait instead of \(count)") }
    }

    /// Puts `count` more items into line.
    func add(_ count: Int) async throws {
        let name = String(UInt32.random(in: .min ... .max), radix: 36)
        let now = try await serverTime()
        for (offset, line) in lines.enumerated() {
            let numbers = Array(stride(from: offset, to: count, by: lines.count))
            for start in stride(from: 0, to: numbers.count, by: Self.batch) {
                try await publish(numbers[start..<min(start + Self.batch, numbers.count)], name, on: line, now)
            }
        }
    }

    /// How many of the streams exist, which they do while they hold entries.
    func filledStreams() async throws -> Int {
        let keys = lines.map { ClaimKeys.stream(of: target.client, queue: $0.queue, priority: $0.priority) }
        return try await target.redis.count(["EXISTS"] + keys)
    }

    private func publish(_ numbers: ArraySlice<Int>, _ name: String, on line: Line, _ now: Int64) async throws {
        var arguments: [RedisArgument] = [
            .string(target.epoch), .string(line.queue.description), .string(line.priority.rawValue),
            .integer(now + Self.validFor), "", .integer(.max >> 12),
        ]
        for number in numbers {
            arguments += [
                .string("post-\(name)-\(number)"), 1, .integer(now), .integer(now + Self.targetWait + Int64(number)),
                .string(Self.content(number)), .string(Self.verdict), "{}", "",
            ]
        }
        let reply = try await target.redis.evaluate(
            ClaimTarget.publish,
            keys: ClaimKeys(client: target.client, queue: line.queue).all,
            arguments: arguments,
            timeout: Self.patience
        )
        guard reply.array?.first?.string == "ok" else {
            throw BenchFailure.failed("Redis did not take items: \(reply)")
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
