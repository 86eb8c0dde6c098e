import Foundation

/// What the command line and the environment say.
struct BenchOptions: Sendable {
    var binary = ""
    var redisURL = ""
    var mongoURL = ""
    var connections = 64
    var rounds = 3
    var seconds = 4.0
    var backlogs = [1_000, 100_000, 1_000_000]
    var json = false
    var wantsHelp = false

    /// A wrong option or a missing setting is a misuse.
    init(_ words: [String]) throws(BenchFailure) {
        let environment = ProcessInfo.processInfo.environment
        redisURL = environment["MODPILOT_REDIS_URL"] ?? ""
        mongoURL = environment["MODPILOT_MONGO_URL"] ?? ""
        var rest = words[...]
        while let word = rest.popFirst() {
            switch word {
            case "--help", "-h": wantsHelp = true
            case "--json": json = true
            case "--quick":
                rounds = 1
                seconds = 0.5
                backlogs = [1_000, 5_000]
            default: try take(word, rest.popFirst())
            }
        }
        guard !wantsHelp else { return }
        guard !binary.isEmpty else { throw .misuse("--binary is missing") }
        guard !redisURL.isEmpty else { throw .misuse("--redis-url or MODPILOT_REDIS_URL is missing") }
        guard !mongoURL.isEmpty else { throw .misuse("--mongo-url or MODPILOT_MONGO_URL is missing") }
    }

    private mutating func take(_ option: String, _ value: String?) throws(BenchFailure) {
        let known = ["--binary", "--redis-url", "--mongo-url", "--connections", "--rounds", "--seconds", "--backlogs"]
        guard known.contains(option) else { throw .misuse("no option \(option) (--help tells them)") }
        guard let value else { throw .misuse("\(option) needs a value") }
        switch option {
        case "--binary": binary = value
        case "--redis-url": redisURL = value
        case "--mongo-url": mongoURL = value
        case "--connections": connections = try Self.number(option, value, 1...1_000)
        case "--rounds": rounds = try Self.number(option, value, 1...50)
        case "--seconds": seconds = Double(try Self.number(option, value, 1...30))
        default:
            backlogs = []
            for part in value.split(separator: ",") {
                backlogs.append(try Self.number(option, String(part), 1_000...5_000_000))
            }
        }
    }

    private static func number(
        _ option: String,
        _ text: String,
        _ range: ClosedRange<Int>
    ) throws(BenchFailure) -> Int {
        guard let number = Int(text), range.contains(number) else {
            throw .misuse("\(option): \(text) is no whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    static let help = """
        modpilot-bench: claims per second over HTTP, beside redis-benchmark running the same claim script.

          --binary PATH       the built modpilot, which is started for the run
          --redis-url URL     a Redis on this machine, for this run alone (MODPILOT_REDIS_URL)
          --mongo-url URL     a MongoDB (MODPILOT_MONGO_URL)
          --connections N     connections of both, each with one claim in flight (64)
          --rounds N          rounds, in each of which both take turns (3)
          --seconds S         how long a turn over HTTP takes, about (4)
          --backlogs N,…      items waiting when one connection's latency is measured (1000,100000,1000000)
          --quick             a short run that shows whether all works: its figures mean little
          --json              the result as JSON

        Both use the same keys, the same arguments and the same backlog, which is made anew before each turn.
        Progress is on standard error, the result on standard output. Exit status: 0 done, 1 failed, 2 misused.
        """
}
