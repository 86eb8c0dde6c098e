import ClaimFixtures
import ClaimScripts
import Foundation
import RedisClient
import Testing

/// What the scripts say of themselves.
@Suite struct HeaderTests {
    static let names = Scripts.all.map(\.name)

    private static func text(_ name: String) throws -> String {
        try #require(Scripts.all.first { $0.name == name }?.text)
    }

    /// It is about no client, and is given one key of its own.
    private static let ofNoClient = "probe"

    /// Lines without comments.
    private static func code(_ text: String) -> [String] {
        text.split(separator: "\n").map { line in
            String(line.split(separator: "--", maxSplits: 1, omittingEmptySubsequences: false)[0])
        }
    }

    @Test(arguments: [
        ("open", "#!lua flags=allow-oom"), ("close", "#!lua flags=allow-oom"), ("clear", "#!lua flags=allow-oom"),
        ("filled", "#!lua flags=allow-oom"), ("adopt", "#!lua flags=allow-oom"), ("held", "#!lua flags=no-writes"),
        ("publish", "#!lua"), ("claim", "#!lua"),
        ("decide", "#!lua flags=allow-oom"), ("acknowledge", "#!lua flags=allow-oom"),
        ("withdraw", "#!lua flags=allow-oom"), ("expire", "#!lua flags=allow-oom"),
        ("reopen", "#!lua flags=allow-oom"), ("publisher", "#!lua flags=allow-oom"), ("look", "#!lua flags=no-writes"),
        ("unclaim", "#!lua flags=allow-oom"), ("stats", "#!lua flags=no-writes"),
        ("take", "#!lua flags=allow-oom"), ("settle", "#!lua flags=allow-oom"),
        ("extend", "#!lua flags=allow-oom"), ("release", "#!lua flags=allow-oom"),
        ("escalate", "#!lua flags=allow-oom"), ("shelve", "#!lua flags=allow-oom"),
        ("overstay", "#!lua flags=no-writes"), ("window", "#!lua flags=no-writes"),
        ("inspect", "#!lua flags=no-writes"), ("mend", "#!lua flags=allow-oom"),
        ("probe", "#!lua flags=allow-oom"),
        ("refill", "#!lua flags=allow-oom"),
        ("check", "#!lua flags=allow-oom"),
    ])
    func `what frees runs at maxmemory, what adds does not`(name: String, shebang: String) throws {
        let text = try Self.text(name)
        #expect(text.split(separator: "\n").first.map(String.init) == shebang)
    }

    @Test func `every script is in the list`() {
        #expect(Set(Self.names).count == Self.names.count)
        #expect(Self.names.count == 30)
    }

    @Test(arguments: names)
    func `the header is the contract`(name: String) throws {
        let text = try Self.text(name)
        let header = text.split(separator: "\n").dropFirst().prefix { $0.hasPrefix("--") }
        for part in ["-- KEYS  ", "-- ARGV  ", "-- Reply ", "-- Cost  ", "-- Why one script: "] {
            #expect(header.contains { $0.hasPrefix(part) }, "\(part) is missing")
        }
    }

    @Test(arguments: names)
    func `every include is expanded, and none twice`(name: String) throws {
        let text = try Self.text(name)
        #expect(!text.contains("-- @include"))
        for marker in ["-- shared: ", "-- return: ", "-- remove: ", "-- inbound: "] {
            #expect(text.components(separatedBy: "\n\(marker)").count <= 2)
        }
        #expect(text.contains("\n-- shared: ") == (name != Self.ofNoClient))
    }

    /// What a command of a script may be about: keys by the names that `shared`, `elsewhere` and `inbound` give them.
    private static let keyNames: Set<String> = [
        "CLIENT", "ITEMS", "CLAIMS", "HOLDERS", "QUEUES", "SETTLED", "RESULTS", "WAITING", "DEADLINES", "AVOIDED",
        "INBOUND", "REFUSED", "STREAMS.normal", "STREAMS[item.priority]", "stream", "key", "queue.waiting",
        "queue.avoided", "queue.deadlines", "here.waiting", "BESIDE.items", "BESIDE.claims", "BESIDE.holders",
        "BESIDE.queues",
        "queue.beside.deadlines",
    ]

    @Test(arguments: names)
    func `no script builds the name of a key`(name: String) throws {
        let code = Self.code(try Self.text(name)).joined(separator: "\n")
        let commands = code.matches(of: /call\('([A-Z]+)'(?:, '(?:CREATE|GROUPS|USAGE)')?, ([^,)\s]+)/)
        #expect(!commands.isEmpty)
        for command in commands where command.1 != "PUBLISH" && command.1 != "XREADGROUP" {
            #expect(Self.keyNames.contains(String(command.2)), "\(command.1) \(command.2)")
        }
        // The key of XREADGROUP stands behind the group and its options.
        for read in code.matches(of: /call\('XREADGROUP'([^)]*)\)/) {
            let key = read.1.firstMatch(of: /'STREAMS', ([^,)\s]+), '>'$/)?.1
            #expect(Self.keyNames.contains(String(key ?? "none")), "XREADGROUP\(read.1)")
        }
        // A channel is no key.
        #expect(code.components(separatedBy: "moderation-").count == code.components(separatedBy: "'PUBLISH'").count)
        // Keys are taken once, by name.
        let escalates = code.contains("local ESCALATED = {")
        let uses = code.split(separator: "\n").filter { $0.contains("KEYS") }
        guard name != Self.ofNoClient else {
            #expect(uses.count == 1)
            return
        }
        let empties = code.contains("local OTHERS = {")
        // `check` goes through all of them.
        let more = name == "check" ? 1 : 0
        #expect(uses.count == (escalates ? 5 : empties || ScriptBench.ofStream.contains(name) ? 4 : 3) + more)
    }

    @Test func `what only reads, and nothing else, is taken where nothing may be written`() async throws {
        let reading: Set = ["look", "stats", "overstay", "window", "inspect", "held"]
        try await ScriptBench.with { bench async throws in
            for (name, text) in Scripts.all {
                let keys = bench.keys.andEscalated()
                let command = ["EVAL_RO", text, "\(keys.count)"] + keys + ["1", "1", "1", "1"]
                do {
                    let reply = try await bench.redis.send(command)
                    #expect(reading.contains(name), "\(name) was run: \(reply)")
                } catch let error {
                    #expect(!reading.contains(name), "\(error)")
                }
            }
        }
    }
}
