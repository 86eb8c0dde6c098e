import Foundation
import TestSupport
import Testing

/// The command line as people and scripts meet it.
@Suite(.timeLimit(.minutes(2)))
struct CommandLineTests {
    private static let commands = ["serve", "client add", "client set", "client list", "client show", "token issue"]

    @Test
    func `Help tells of every command, and every command has help of its own`() async throws {
        let pilot = try ModPilot()
        let overview = try await pilot.run(["--help"])
        #expect(overview.status == 0 && overview.errors.isEmpty)
        let listed = overview.output.split(separator: "\n").compactMap { line -> String? in
            let name = line.drop { $0 == " " }.prefix { $0 != " " }
            guard line.hasPrefix("  "), !name.hasPrefix("-"), name.allSatisfy({ $0.isLowercase }) else { return nil }
            return line.dropFirst(2).components(separatedBy: "  ").first
        }
        for command in Self.commands { #expect(listed.contains(command)) }
        for command in listed {
            let help = try await pilot.run(command.split(separator: " ").map(String.init) + ["--help"])
            #expect(help.status == 0 && help.errors.isEmpty, "\(command): \(help)")
            #expect(help.output.hasPrefix("modpilot \(command)"), "\(command)")
            #expect(help.output.contains("--json") && help.output.contains("--mongo-url"), "\(command)")
        }
        let none = try await pilot.run([])
        #expect(none.status == 2 && none.output.isEmpty && none.errors.contains("--help"), "\(none)")
    }

    @Test(arguments: [
        (["clinet", "list"], "clinet"),
        (["client"], "client show"),
        (["token", "isue"], "token issue"),
        (["client", "add"], "ID"),
        (["client", "add", "UPPER"], "ID"),
        (["client", "add", "a", "b"], "ID"),
        (["client", "add", "a", "--lease", "0"], "--lease"),
        (["client", "add", "a", "--lease", "5s"], "--lease"),
        (["client", "add", "a", "--lease"], "--lease"),
        (["client", "add", "a", "--lease", "5", "--lease", "6"], "--lease"),
        (["client", "add", "a", "--max-hold", "10"], "--max-hold"),
        (["client", "add", "a", "--lease", "0"], "--lease"), (["client", "add", "a", "--lease", "-1"], "--lease"),
        (["client", "add", "a", "--lease", "86401"], "--lease"),
        (["client", "add", "a", "--max-hold", "86401"], "--max-hold"),
        (["client", "add", "a", "--max-queued", "0"], "--max-queued"),
        (["client", "add", "a", "--max-releases", "0"], "--max-releases"),
        (["client", "add", "a", "--item-ttl", "0"], "--item-ttl"),
        (["client", "add", "a", "--target-low", "0"], "--target-low"),
        (["client", "add", "a", "--max-claims", "101"], "--max-claims"),
        (["client", "add", "a", "--tier", "paper"], "--tier"),
        (["client", "add", "a", "--stand-in", "maybe"], "--stand-in"),
        (["client", "add", "a", "--leese", "5"], "--leese"),
        (["client", "add", "a", "--redis-url", ""], "--redis-url"),
        (["client", "add", "a", "--redis-url", "http://127.0.0.1"], "--redis-url"),
        (["client", "set", "a", "--redis-url", "redis://127.0.0.1:0"], "--redis-url"),
        (["client", "set", "a", "--redis-url", "rediss://127.0.0.1?verify=maybe"], "--redis-url"),
        (["serve", "--tls-cert", "/no/such/file"], "--tls-key"),
        (["serve", "--tls-cert", "/no/such/file", "--tls-key", "/no/such/key"], "/no/such/file"),
        (["token", "issue", "--client", "a", "--role", "king"], "--role"),
        (["token", "issue", "--role", "service"], "--client"),
        (["token", "issue", "--client", "a", "--role", "moderator"], "--subject"),
        (["token", "issue", "--client", "a", "--role", "moderator", "--subject", "a b"], "--subject"),
        (["token", "issue", "--client", "a", "--role", "service", "--expires", "soon"], "--expires"),
        (["ingest", "-"], "--client"),
        (["stats", "now"], "now"),
        (["stats", "--client", "UPPER"], "--client"),
        (["stats", "--watch=1"], "--watch"),
        (["serve", "--listen", "8080"], "--listen"),
        (["serve", "--log-level", "loud"], "--log-level"),
        (["serve", "--redis-url", "http://127.0.0.1"], "--redis-url"),
        (["stats", "--redis-url", "redis://"], "--redis-url"),
        (["serve", "--mongo-url", "mongodb://127.0.0.1:99999"], "--mongo-url"),
        (["client", "list", "--mongo-url", "http://127.0.0.1"], "--mongo-url"),
        (["serve", "--config", "/no/such/file"], "--config"),
        (["serve", "now"], "now"),
        (["token", "revoke", "-Ab3"], "behind --"),
        (["token", "revoke", "a", "--client", "b"], "--client"),
        (["token", "revoke", "--all"], "--client"),
        (["token", "revoke", "--all", "--client", "a", "b"], "b"),
        (["token", "purge", "--client", "UPPER"], "--client"),
    ])
    func `What is misused ends with 2 and is named`(words: [String], name: String) async throws {
        let result = try await ModPilot().run(words)
        #expect(result.status == 2, "\(result)")
        #expect(result.output.isEmpty)
        #expect(result.errors.contains(name), "\(result)")
    }

    @Test
    func `What fails ends with 1 and says what to do`() async throws {
        let pilot = try ModPilot()
        let id = uniqueName("c")
        #expect(try await pilot.run(["client", "add", id]).status == 0)
        let again = try await pilot.run(["client", "add", id])
        #expect(again.status == 1 && again.errors.contains("client set \(id)"), "\(again)")
        let unknown = try await pilot.run(["client", "show", "nobody"])
        #expect(unknown.status == 1 && unknown.errors.contains("client add nobody"), "\(unknown)")
        let noToken = try await pilot.run(["token", "revoke", "nothing"])
        #expect(noToken.status == 1 && noToken.errors.contains("token list"), "\(noToken)")
        let noClient = try await pilot.run(["token", "issue", "--client", "nobody", "--role", "service"])
        #expect(noClient.status == 1 && noClient.output.isEmpty, "\(noClient)")
        let noFile = try await pilot.run(["ingest", "/no/such/file", "--client", id])
        #expect(noFile.status == 1 && noFile.errors.contains("/no/such/file"), "\(noFile)")
        let folder = try await pilot.run(["ingest", "/", "--client", id])
        #expect(folder.status == 1 && folder.errors.contains("is a folder"), "\(folder)")
    }

    @Test
    func `A MongoDB that is not there ends with 1, names the address and the setting, and no password`() async throws {
        let port = try HeldPort()
        let pilot = try ModPilot(mongoURL: "mongodb://pilot:s3cr3t@127.0.0.1:\(port.number)/modpilot")
        for words in [["client", "list"], ["ingest", "-", "--client", "a"], ["stats"]] {
            let result = try await pilot.run(words, within: .seconds(30))
            #expect(result.status == 1 && result.output.isEmpty)
            #expect(result.errors.contains("127.0.0.1:\(port.number)") && result.errors.contains("MODPILOT_MONGO_URL"))
            #expect(!result.errors.contains("s3cr3t"))
        }
    }

    @Test
    func `With --json standard output is one JSON text`() async throws {
        let pilot = try ModPilot()
        let id = uniqueName("c")
        let added = try LooseJSON(try await pilot.succeed(["client", "add", id, "--lease", "7", "--json"]).utf8)
        #expect(added["client_id"].string == id && added["lease"].int == 7 && added["tier"].string == "redis")
        let set = try LooseJSON(
            try await pilot.succeed(["client", "set", id, "--max-claims", "3", "--target-high=60", "--json"]).utf8
        )
        #expect(set["max_claims"].int == 3 && set["target_high"].int == 60 && set["lease"].int == 7)
        let shown = try LooseJSON(try await pilot.succeed(["client", "show", id, "--json"]).utf8)
        #expect(shown == set)
        let listed = try LooseJSON(try await pilot.succeed(["client", "list", "--json"]).utf8)
        #expect(listed.array == [set])
        let token = try await pilot.issueToken(client: id, role: "moderator", subject: "ann")
        let text = try await pilot.succeed(["token", "list", "--json"])
        let tokens = try LooseJSON(text.utf8)
        #expect(tokens[0]["client_id"].string == id && tokens[0]["subject"].string == "ann")
        #expect(tokens[0]["role"].string == "moderator" && tokens[0]["revoked"].bool == false)
        #expect(!text.contains(token))
    }

    @Test
    func `Whether MongoDB stands in is a setting of each client, on unless told`() async throws {
        let pilot = try ModPilot()
        let id = uniqueName("c")
        let added = try LooseJSON(try await pilot.succeed(["client", "add", id, "--json"]).utf8)
        #expect(added["stand_in"].string == "on")
        let set = try LooseJSON(try await pilot.succeed(["client", "set", id, "--stand-in", "off", "--json"]).utf8)
        #expect(set["stand_in"].string == "off")
        let kept = try LooseJSON(try await pilot.succeed(["client", "set", id, "--lease", "9", "--json"]).utf8)
        #expect(kept["stand_in"].string == "off")
        #expect(try await pilot.succeed(["client", "show", id]).contains("stand_in off"))
        #expect(try await pilot.succeed(["client", "list"]).contains("stand_in off"))
        for command in ["add", "set"] {
            #expect(try await pilot.succeed(["client", command, "--help"]).contains("\n  --stand-in on|off"))
        }
    }

    @Test
    func `A client's own Redis is shown without its password, and default goes back to the server's`() async throws {
        let pilot = try ModPilot()
        let id = uniqueName("c")
        func shown(_ words: String...) async throws -> (json: LooseJSON, text: String) {
            let json = try await pilot.succeed(words + ["--json"])
            let text = try await pilot.succeed(["client", "show", id])
            #expect(!json.contains("s3cr3t") && !text.contains("s3cr3t"))
            #expect(try await !pilot.succeed(["client", "list"]).contains("s3cr3t"))
            return (try LooseJSON(json.utf8), text)
        }
        let added = try await shown("client", "add", id, "--redis-url", "redis://pilot:s3cr3t@redis.example:7000/2")
        #expect(added.json["redis_url"].string == "redis://pilot:***@redis.example:7000/2")
        #expect(added.text.contains("redis_url redis://pilot:***@redis.example:7000/2"))
        let kept = try await shown("client", "set", id, "--lease", "9")
        #expect(kept.json["redis_url"] == added.json["redis_url"])
        let moved = try await shown("client", "set", id, "--redis-url=unix:///run/redis.sock")
        #expect(moved.json["redis_url"].string == "unix:///run/redis.sock?db=0")
        let back = try await shown("client", "set", id, "--redis-url", "default")
        #expect(back.json["redis_url"] == .null && back.text.contains("redis_url default"))
        let refused = try await pilot.run(["client", "set", id, "--redis-url", "redis://:s3cr3t@127.0.0.1:x"])
        #expect(refused.status == 2 && !refused.errors.contains("s3cr3t"), "\(refused)")
        for command in ["add", "set"] {
            let help = try await pilot.succeed(["client", command, "--help"])
            #expect(help.components(separatedBy: "\n  --redis-url ").count == 2)
        }
    }

    @Test
    func `A token stands alone on its line and is stored nowhere`() async throws {
        let pilot = try ModPilot()
        let tenant = try await Tenant.make(pilot)
        let issued = try await pilot.run(
            ["token", "issue", "--client", tenant.id, "--role", "supervisor", "--subject", "eve", "--expires", "30d"])
        #expect(issued.status == 0)
        let lines = issued.output.split(separator: "\n")
        #expect(lines.count == 1 && lines[0].hasPrefix("mp_") && !lines[0].contains(" "))
        #expect(!issued.errors.contains(lines[0]))
        #expect(try await !Archive.contains(String(lines[0]), in: ["tokens", "clients", "settings"], of: pilot))
    }

    @Test
    func `A token that could not be shown is worth nothing`() async throws {
        let pilot = try ModPilot()
        let tenant = try await Tenant.make(pilot)
        let folder = try Folder("full")
        let process = try await ChildProcess.start(
            "/bin/sh",
            [
                "-c", #"exec "$0" "$@" >/dev/full"#, try TestEnvironment.binary, "token", "issue", "--client",
                tenant.id,
                "--role", "supervisor", "--subject", "eve",
            ],
            environment: pilot.environment,
            output: folder.path("output"),
            errors: folder.path("errors")
        )
        #expect(try await process.ended(within: .seconds(60)) == 1)
        #expect(folder.text("errors").contains("is revoked"))
        let listed = try await pilot.succeed(["token", "list", "--client", tenant.id])
        let line = listed.split(separator: "\n").first { $0.contains("eve") }
        #expect(line?.contains("revoked") == true, "\(listed)")
    }

    @Test
    func `Flags win over the environment, the environment over the file, the file over the defaults`() async throws {
        let real = try ModPilot()
        let url = try #require(real.environment["MODPILOT_MONGO_URL"])
        let id = uniqueName("c")
        _ = try await real.succeed(["client", "add", id])
        let folder = try Folder("settings")
        let port = try HeldPort()
        let nowhere = "mongodb://127.0.0.1:\(port.number)/modpilot"
        let right = try Self.file(#"{"mongo_url":"\#(url)"}"#, "right.json", in: folder)
        let wrong = try Self.file(#"{"mongo_url":"\#(nowhere)"}"#, "wrong.json", in: folder)
        let show = ["client", "show", id]
        func run(_ environment: String, _ flags: [String]) async throws -> Int32 {
            try await ModPilot(environment: ["MODPILOT_MONGO_URL": environment]).run(show + flags).status
        }
        #expect(try await run("", ["--config", right]) == 0)
        #expect(try await run("", ["--config", wrong]) == 1)
        #expect(try await run(url, ["--config", wrong]) == 0)
        #expect(try await run(nowhere, ["--config", right]) == 1)
        #expect(try await run(nowhere, ["--config", wrong, "--mongo-url", url]) == 0)
        #expect(try await run(url, ["--config=\(right)", "--mongo-url=\(nowhere)"]) == 1)
    }

    @Test(arguments: [
        (#"{"mongo_uri":"mongodb://127.0.0.1/x"}"#, "mongo_uri"),
        (#"{"listen":8080}"#, "listen"),
        (#"{"listen":"nowhere"}"#, "listen"),
        (#"{"log_level":"loud"}"#, "log_level"),
        ("listen: 8080", "broken.json"),
    ])
    func `A bad file of settings ends with 2 and the setting is named`(text: String, name: String) async throws {
        let folder = try Folder("settings")
        let path = try Self.file(text, "broken.json", in: folder)
        let result = try await ModPilot().run(["serve", "--config", path])
        #expect(result.status == 2 && result.errors.contains(name), "\(result)")
    }

    private static func file(_ text: String, _ name: String, in folder: Folder) throws -> String {
        try Data(text.utf8).write(to: URL(filePath: folder.path(name)))
        return folder.path(name)
    }
}
