import Foundation
import TestSupport
import Testing

/// Redis, MongoDB and callers over TLS.
@Suite(.timeLimit(.minutes(3)))
struct TLSTests {
    @Test
    func `A post goes its way with both stores over TLS`() async throws {
        let certificates = try await Certificates()
        let pair = try await certificates.sign("stores")
        let held = try HeldPort()
        let redis = try await PrivateRedis.start([
            "--tls-port", "\(held.number)", "--tls-cert-file", pair.certificate, "--tls-key-file", pair.key,
            "--tls-ca-cert-file", certificates.authority, "--tls-auth-clients", "no",
        ])
        let mongo = try await PrivateMongo.start(arguments: [
            "--tlsMode", "preferTLS", "--tlsCertificateKeyFile", try certificates.joined(pair), "--tlsCAFile",
            certificates.authority, "--tlsAllowConnectionsWithoutCertificates",
        ])
        let pilot = try ModPilot(
            redisURL: "rediss://127.0.0.1:\(held.number)/0?ca=\(certificates.authority)",
            mongoURL: mongo.url() + "&tls=true&tlsCAFile=\(certificates.authority)"
        )
        let tenant = try await Tenant.make(pilot)
        let server = try await pilot.serve()
        let ann = tenant.caller("ann", at: server)
        for number in 0..<20 { #expect(try await ann.ingest("p\(number)").status == 201) }
        for _ in 0..<20 {
            let item = try await ann.claimSoon()
            #expect(try await ann.decide(item.post, .approve, claim: item.claim).status == 200)
        }
        #expect(server.log.contains("possible now") == false, "\(server.log)")
        try await redis.stop()
    }

    @Test
    func `Callers come by HTTPS alone, and a certificate that is renewed is used without a restart`() async throws {
        let certificates = try await Certificates()
        let pair = try await certificates.sign("first")
        let pilot = try ModPilot()
        let client = try await pilot.addClient()
        let token = try await pilot.issueToken(client: client, role: "service")
        let server = try await EarlyServer.start(
            pilot.environment,
            arguments: ["--tls-cert", pair.certificate, "--tls-key", pair.key],
            isListening: { port in try await Self.curl(certificates, port, "/healthz").output.hasSuffix("200") }
        )
        let large = String(repeating: "x", count: 900_000)
        try Data(#"{"post_id":"p","verdict":"manual_review","content":{"t":"\#(large)"}}"#.utf8)
            .write(to: URL(filePath: pair.certificate + ".body"))
        let authorized = ["-H", "Authorization: Bearer \(token)", "-H", "X-Moderator-Id: ann"]
        try await eventually("it is ready") {
            try await Self.curl(certificates, server.port, "/readyz").output.hasSuffix("200")
        }
        let api = "/api/v1/moderation"
        let ingested = try await Self.curl(
            certificates,
            server.port,
            api + "/verdicts",
            authorized + ["-H", "Content-Type: application/json", "--data-binary", "@\(pair.certificate).body"]
        )
        #expect(ingested.output.hasSuffix("201"), "\(ingested)")
        for version in ["--tlsv1.3", "--tls-max=1.2"] {
            let words = version == "--tls-max=1.2" ? ["--tls-max", "1.2"] : [version]
            let claimed = try await Self.curl(certificates, server.port, api + "/pending", authorized + words)
            #expect(claimed.output.hasSuffix("200") && claimed.output.contains(large), "\(claimed)")
        }
        let old = try await Self.curl(certificates, server.port, "/healthz", ["--tls-max", "1.1"])
        #expect(old.status != 0, "\(old)")
        let stranger = try await Certificates()
        #expect(try await Self.curl(stranger, server.port, "/healthz").status != 0)
        // In the clear nothing is answered.
        #expect(try await ChildProcess.run("curl", ["-s", "http://127.0.0.1:\(server.port)/healthz"]).status != 0)

        let next = try await certificates.sign("second")
        for (new, used) in [(next.key, pair.key), (next.certificate, pair.certificate)] {
            try Data(contentsOf: URL(filePath: new)).write(to: URL(filePath: used), options: .atomic)
        }
        try await eventually("the new certificate is shown") {
            try await Self.curl(certificates, server.port, "/healthz", ["-v"]).errors.contains("CN=second")
        }
        try Data("none".utf8).write(to: URL(filePath: pair.certificate))
        try await eventually("what can't be read is named") { server.log.contains(pair.certificate) }
        #expect(try await Self.curl(certificates, server.port, "/healthz").output.hasSuffix("200"))
        #expect(try await server.stop() == 0)
    }

    private static func curl(
        _ certificates: Certificates,
        _ port: UInt16,
        _ path: String,
        _ more: [String] = []
    ) async throws -> CommandResult {
        let fixed = ["--max-time", "20", "-sS", "--cacert", certificates.authority, "-w", "%{http_code}"]
        return try await ChildProcess.run("curl", fixed + more + ["https://localhost:\(port)\(path)"])
    }
}
