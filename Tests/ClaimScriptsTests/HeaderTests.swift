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

    /// Lines without comments.
    private static func code(_ text: String) -> [String] {
        text.split(separator: "\n").map { line in
            String(line.split(separator: "--", maxSplits: 1, omittingEmptySubsequences: false)[0])
        }
    }

    @Test(arguments: [
        ("open", "#!lua flags=allow-oom"), ("publish", "#!lua"), ("claim", "#!lua"),
        ("decide", "#!lua flags=allow-oom"), ("acknowledge", "#!lua flags=allow-oom"),
        ("withdraw", "#!lua flags=allow-oom"), ("expire", "#!lua flags=allow-oom"),
        ("reopen", "#!lua flags=allow-oom"), ("publisher", "#!lua flags=allow-oom"), ("look", "#!lua flags=no-writes"),
        ("unclaim", "#!lua flags=allow-oom"), ("stats", "#!lua flags=no-writes"),
        ("take", "#!lua flags=allow-oom"), ("settle", "#!lua flags=allow-oom"),
    ])
    func `what frees runs at maxmemory, what adds does not`(name: String, shebang: String) throws {
        let text = try Self.text(name)
        #expect(text.split(separator: "\n").first.map(String.init) == shebang)
    }

    @Test func `every script is in the list`() {
        #expect(Set(Self.names).count == Self.names.count)
        #expect(Self.names.count == 14)
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
        #expect(text.contains("\n-- shared: "))
    }

    @Test(arguments: names)
    func `no script builds the name of a key`(name: String) throws {
        let text = try Self.text(name)
        // A channel is no key.
        for line in Self.code(text) where !line.contains("'PUBLISH'") {
            #expect(!line.contains("moderation-"), "\(line)")
            if line.contains("..") { #expect(line.contains("SETTLED, post .. ':' .. round)"), "\(line)") }
        }
        // Keys are taken once, by name.
        let uses = Self.code(text).filter { $0.contains("KEYS") }
        #expect(uses.count == (ScriptBench.ofStream.contains(name) ? 4 : 3))
        #expect(
            Set(uses.flatMap { $0.components(separatedBy: "KEYS[").dropFirst().compactMap { $0.first } }).count <= 5
        )
    }

    @Test func `what only reads, and nothing else, is taken where nothing may be written`() async throws {
        let reading: Set = ["look", "stats"]
        try await ScriptBench.with { bench async throws in
            for (name, text) in Scripts.all {
                let keys = bench.keys.all()
                let command = ["EVAL_RO", text, "\(keys.count)"] + keys + ["1"]
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
