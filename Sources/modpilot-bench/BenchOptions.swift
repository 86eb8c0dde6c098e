import Foundation

/// What the command line and the environment say.
struct BenchOptions: Sendable {
    var figure = Figure.claims
    var binary = ""
    var redisURL = ""
    var mongoURL = ""
    var connections = 64
    var rounds = 3
    var seconds = 4.0
    var backlogs = [1_000, 100_000, 1_000_000]
    var isQuick = false
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
            case "--mongo-tier": try choose(.mongoTier)
            case "--quick":
                isQuick = true
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

    private static let known = [
        "--binary", "--redis-url", "--mongo-url", "--connections", "--rounds", "--seconds", "--backlogs", "--memory",
        "--streams", "--parked", "--backlog-memory",
    ]

    private mutating func take(_ option: String, _ value: String?) throws(BenchFailure) {
        guard Self.known.contains(option) else { throw .misuse("no option \(option) (--help tells them)") }
        guard let value else { throw .misuse("\(option) needs a value") }
        switch option {
        case "--binary": binary = value
        case "--redis-url": redisURL = value
        case "--mongo-url": mongoURL = value
        case "--connections": connections = try Self.number(option, value, 1...1_000)
        case "--rounds": rounds = try Self.number(option, value, 1...50)
        case "--seconds": seconds = Double(try Self.number(option, value, 1...30))
        case "--backlogs": backlogs = try Self.numbers(option, value, 1_000...5_000_000)
        case "--memory": try choose(.memory(file: value))
        case "--streams": try choose(.streams(try Self.numbers(option, value, 1...StreamPlan.mostStreams)))
        case "--parked": try choose(.parked(try Self.number(option, value, 1...ParkedWaiters.most)))
        default: try choose(.backlogMemory(try Self.number(option, value, 1_000...WindowMemory.most)))
        }
    }

    private mutating func choose(_ figure: Figure) throws(BenchFailure) {
        guard self.figure == .claims else {
            throw .misuse(
                "--memory, --streams, --parked, --backlog-memory and --mongo-tier are runs of their own: name one of them"
            )
        }
        self.figure = figure
    }

    private static func numbers(
        _ option: String,
        _ text: String,
        _ range: ClosedRange<Int>
    ) throws(BenchFailure) -> [Int] {
        var numbers: [Int] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            numbers.append(try number(option, String(part), range))
        }
        return numbers
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
}
