import TestSupport
import Testing

/// What nobody should send, at the doors of the real server and on the command line: refused, and named.
@Suite(.timeLimit(.minutes(2)))
struct BadInputTests {
    /// Values of each, percent-encoded where the path needs it.
    private static let parameters: [(name: String, values: [String])] = [
        ("queue", ["", "UPPER", "a%20b", "a.b", "a:b", "%7Bx%7D", "%00", "%FF", "%C3%A9"]),
        ("queue", [String(repeating: "q", count: 33)]),
        (
            "wait",
            [
                "-1", "30.001", "31", "1e2", "1e999", "x", "", "1s", "+1", "1.", ".5", "1e", "0x1", "inf",
                "99999999999999999999", "NaN",
            ]
        ),
        ("limit", ["0", "-1", "11", "1.5", "x", "", "+1", "99999999999999999999", "0x1"]),
    ]

    @Test
    func `Bad parameters of a claim are named`() async throws {
        let (ann, server) = try await Self.backend()
        defer { withExtendedLifetime(server) {} }
        for (name, values) in Self.parameters {
            for value in values {
                let refused = try await ann.get("/pending?\(name)=\(value)")
                #expect(refused.status == 400 && refused.code == "invalid_field", "\(name)=\(value): \(refused)")
                #expect(try refused.json["field"].string == name, "\(name)=\(value): \(refused)")
            }
            let twice = try await ann.get("/pending?\(name)=1&\(name)=1")
            #expect(try twice.code == "invalid_field" && twice.json["field"].string == name, "\(twice)")
        }
        #expect(try await ann.get("/pending?que=x").code == "unknown_field")
        let longest = String(repeating: "q", count: 32)
        #expect(try await ann.get("/pending?queue=\(longest)&wait=0.001&limit=10").status == 200)
    }

    @Test(arguments: [
        (#""queue":"UPPER""#, "queue"), (#""queue":"""#, "queue"), (#""queue":7"#, "queue"),
        (#""queue":"a b""#, "queue"), (#""queue":"\#(String(repeating: "q", count: 33))""#, "queue"),
        (#""priority":"soon""#, "priority"), (#""priority":"""#, "priority"), (#""priority":"HIGH""#, "priority"),
        (#""priority":1"#, "priority"),
        (#""content_version":"\#(String(repeating: "v", count: 129))""#, "content_version"),
        (#""content_version":1"#, "content_version"), (#""verdict":"perhaps""#, "verdict"),
        (#""post_id":"\#(String(repeating: "p", count: 257))""#, "post_id"), (#""post_id":"""#, "post_id"),
    ])
    func `Bad fields of a verdict are named, and cost no good line`(field: String, name: String) async throws {
        let (backend, server) = try await Self.backend()
        defer { withExtendedLifetime(server) {} }
        let known = [("post_id", #""p""#), ("verdict", #""manual_review""#), ("content", "{}")].filter { $0.0 != name }
        let verdict = "{" + (known.map { #""\#($0.0)":\#($0.1)"# } + [field]).joined(separator: ",") + "}"
        let refused = try await backend.ingest(verdict: verdict)
        #expect(refused.status == 400 && refused.code == "invalid_field", "\(refused)")
        #expect(try refused.json["field"].string == name, "\(refused)")
        let three = [Verdict.line("good-1"), verdict, Verdict.line("good-2")]
        let lines = try await backend.ingest(lines: three.joined(separator: "\n"))
        #expect(try lines.json["accepted"].int == 2, "\(lines)")
        let line = try lines.json["refused"][0]
        #expect(line["line"].int == 2 && line["code"].string == "invalid_field", "\(lines)")
        #expect(line["detail"].string?.contains(name) == true, "\(lines)")
    }

    /// A server ends with its last reference.
    private static func backend() async throws -> (Caller, ServerProcess) {
        let pilot = try ModPilot()
        let tenant = try await Tenant.make(pilot)
        let server = try await pilot.serve()
        return (tenant.caller("backend", at: server), server)
    }

    @Test
    func `A version of 128 characters is one, of whatever bytes`() async throws {
        let (backend, server) = try await Self.backend()
        defer { withExtendedLifetime(server) {} }
        for (number, letter) in ["v", "é", "😀"].enumerated() {
            let version = String(repeating: letter, count: 128)
            let answer = try await backend.ingest(verdict: Verdict.line("p-\(number)", version: version))
            #expect(answer.status == 201, "\(answer)")
            let longer = try await backend.ingest(verdict: Verdict.line("p-\(number)", version: version + letter))
            #expect(try longer.code == "invalid_field" && longer.json["field"].string == "content_version")
        }
    }

    @Test(arguments: [
        "--lease", "--max-hold", "--item-ttl", "--max-claims", "--max-expiries", "--max-releases", "--max-queued",
        "--max-requests",
        "--target-urgent", "--target-high", "--target-normal", "--target-low", "--results-kept",
    ])
    func `Bad settings of a client end with 2 and are named`(option: String) async throws {
        let pilot = try ModPilot()
        let client = try await pilot.addClient()
        let before = try await pilot.succeed(["client", "show", client, "--json"])
        var values = ["0", "-1", "1.5", "5s", "", "99999999999999999999"]
        if ["--lease", "--max-hold"].contains(option) { values.append("86401") }
        for value in values {
            for words in [["client", "add", uniqueName("c")], ["client", "set", client]] {
                let result = try await pilot.run(words + ["\(option)=\(value)"])
                #expect(result.status == 2 && result.output.isEmpty, "\(words) \(option)=\(value): \(result)")
                #expect(result.errors.contains(option), "\(words) \(option)=\(value): \(result)")
            }
        }
        // Whoever the client is, and whatever else is wrong.
        let unknown = try await pilot.run(["client", "set", "nobody", option, "0"])
        #expect(unknown.status == 2 && unknown.errors.contains(option), "\(unknown)")
        #expect(try await pilot.succeed(["client", "show", client, "--json"]) == before)
        #expect(try await pilot.succeed(["client", "list"]).split(separator: "\n").count == 1, "a client was added")
    }
}
