import Moderation
import RedisClient

/// The settings of a client as options, with their ranges.
enum ClientOptions {
    static let specs: [OptionSpec] =
        [
            OptionSpec("--tier", "TIER", "redis (streams and Lua) or mongo (the fallback)"),
            OptionSpec(redisURL, "URL", "a Redis of the client's own, as redis:// or unix://; default: the server's"),
            OptionSpec("--stand-in", "on|off", "whether MongoDB hands out claims while the client's Redis is away"),
            OptionSpec("--max-claims", "N", "claims that one moderator can hold, 1 to 100"),
            OptionSpec("--max-expiries", "N", "expired claims before an item is escalated, 1 to 100"),
            OptionSpec("--max-releases", "N", "moderators who release an item before it is escalated, 1 to 100"),
            OptionSpec("--max-queued", "N", "items that Redis holds, 1 to 10000000; more wait in MongoDB"),
            OptionSpec("--max-requests", "N", "calls a second that one server answers, 1 to 1000000"),
        ] + durations.map { OptionSpec($0.name, "S", "\($0.help), \($0.range.lowerBound) to \($0.range.upperBound) s") }

    /// Of the client here, and not of the server.
    static let redisURL = "--redis-url"

    static let discussion = """
        With --redis-url the client's claims, its stream of verdicts and its stream of results are in a Redis of its own;
        `--redis-url default` goes back to the server's. Running servers begin to go over within 2 s, by way of MongoDB: whoever
        holds an item goes on holding it, and the rest is put into line there. What is in the streams of the Redis that was
        left stays there: producers and consumers that speak Redis go over too. The URL is stored in MongoDB as it is given,
        and shown without its password.

        With --stand-in on (the default) MongoDB takes over within seconds when Redis is away, and a server that knows of
        others hands out nothing while it can't reach MongoDB, since they may have taken over. With --stand-in off MongoDB
        never takes over: claims wait for Redis, and go on from Redis while MongoDB is away.
        """

    private struct DurationOption {
        let name: String
        let help: String
        let range: ClosedRange<Int>
        let set: @Sendable (inout ClientSettings, Duration) -> Void
    }

    private static let day = 86_400

    private static let durations = [
        DurationOption(name: "--lease", help: "how long a claim lasts", range: 1...day) { $0.lease = $1 },
        DurationOption(name: "--max-hold", help: "how long one claim can be held in all", range: 1...day) {
            $0.maxHold = $1
        },
        DurationOption(name: "--item-ttl", help: "how long an item waits in Redis", range: 1...(30 * day)) {
            $0.itemTTL = $1
        },
        DurationOption(name: "--target-urgent", help: "target wait", range: 1...(30 * day)) { $0.targetUrgent = $1 },
        DurationOption(name: "--target-high", help: "target wait", range: 1...(30 * day)) { $0.targetHigh = $1 },
        DurationOption(name: "--target-normal", help: "target wait", range: 1...(30 * day)) { $0.targetNormal = $1 },
        DurationOption(name: "--target-low", help: "target wait", range: 1...(30 * day)) { $0.targetLow = $1 },
        DurationOption(name: "--results-kept", help: "how long results stay in Redis", range: 1...(365 * day)) {
            $0.resultsKept = $1
        },
    ]

    /// Applies what was given; the rest stays as it is.
    static func apply(_ arguments: Arguments, to settings: inout ClientSettings) throws(CommandFailure) {
        try applyEach(arguments, to: &settings)
        guard settings.maxHold >= settings.lease else {
            throw .misuse("--max-hold must be at least --lease, which is \(settings.lease)")
        }
    }

    /// Refuses what is wrong by itself, whatever the other settings are.
    static func check(_ arguments: Arguments) throws(CommandFailure) {
        var settings = ClientSettings()
        try applyEach(arguments, to: &settings)
    }

    private static func applyEach(
        _ arguments: Arguments,
        to settings: inout ClientSettings
    ) throws(CommandFailure) {
        if let text = arguments["--tier"] {
            guard let tier = Tier(rawValue: text) else { throw .misuse("--tier: \(text) is neither redis nor mongo") }
            settings.tier = tier
        }
        if let text = arguments["--stand-in"] {
            guard let isOn = ["on": true, "off": false][text] else {
                throw .misuse("--stand-in: \(text) is neither on nor off")
            }
            settings.standIn = isOn
        }
        if let text = arguments[redisURL] { settings.redis = try redis(text) }
        if let count = try number("--max-claims", in: 1...100, arguments) { settings.maxClaims = count }
        if let count = try number("--max-expiries", in: 1...100, arguments) { settings.maxExpiries = count }
        if let count = try number("--max-releases", in: 1...100, arguments) { settings.maxReleases = count }
        if let count = try number("--max-queued", in: 1...10_000_000, arguments) { settings.maxQueued = count }
        if let count = try number("--max-requests", in: 1...1_000_000, arguments) { settings.maxRequests = count }
        for option in durations {
            guard let seconds = try number(option.name, in: option.range, arguments) else { continue }
            option.set(&settings, .seconds(seconds))
        }
    }

    private static func redis(_ text: String) throws(CommandFailure) -> RedisAddress? {
        // An empty one is more likely a variable that is not set than the wish to leave a Redis.
        guard !text.isEmpty else {
            throw .misuse("\(redisURL): is empty; default stands for the server's Redis")
        }
        guard text != "default" else { return nil }
        do {
            _ = try RedisURL(text)
        } catch {
            throw .misuse("\(redisURL): \(error)")
        }
        return RedisAddress(url: text)
    }

    private static func number(
        _ option: String,
        in range: ClosedRange<Int>,
        _ arguments: Arguments
    ) throws(CommandFailure) -> Int? {
        guard let text = arguments[option] else { return nil }
        guard let value = Int(text), range.contains(value) else {
            throw .misuse("\(option): \(text) is no whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }
}
