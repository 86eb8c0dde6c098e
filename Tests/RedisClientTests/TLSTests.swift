import EventLoop
import RedisClient
import TLS
import TestSupport
import Testing

@Suite struct TLSTests {
    /// A Redis that speaks TLS, at a port of its own.
    private func withTLS(
        _ arguments: [String] = [],
        hosts: String = "DNS:localhost,IP:127.0.0.1",
        _ body: (RedisURL, Certificates) async throws -> Void
    ) async throws {
        let certificates = try await Certificates()
        let pair = try await certificates.sign("redis", hosts: hosts)
        let held = try HeldPort()
        let redis = try await PrivateRedis.start(
            [
                "--tls-port", "\(held.number)", "--tls-cert-file", pair.certificate, "--tls-key-file", pair.key,
                "--tls-ca-cert-file", certificates.authority,
            ] + arguments
        )
        let trust = TLSTrust(authorities: certificates.authority)
        try await body(RedisURL(endpoint: .tcp(host: "127.0.0.1", port: held.number), tls: trust), certificates)
        try await redis.kill()
    }

    @Test(arguments: ["127.0.0.1", "localhost"])
    func `commands go over TLS, small and large ones, many at once`(host: String) async throws {
        try await withTLS(["--tls-auth-clients", "no"]) { url, _ async throws in
            var url = url
            guard case .tcp(_, let port) = url.endpoint else { return }
            url.endpoint = .tcp(host: host, port: port)
            try await withConnection(url) { connection async throws in
                #expect(try await connection.send(["PING"]) == .status("PONG"))
                let large = String(repeating: "x", count: 5_000_000)
                #expect(try await connection.send(["ECHO", .string(large)]).string == large)
                try await withThrowingTaskGroup { group in
                    for number in 0..<500 {
                        group.addTask {
                            let text = String(repeating: "\(number),", count: 1 + number * 10)
                            let reply = try await connection.send(["ECHO", .string(text)])
                            #expect(reply.string == text)
                        }
                    }
                    try await group.waitForAll()
                }
                #expect(connection.connectionNumber == 1)
            }
        }
    }

    @Test func `messages come over TLS`() async throws {
        try await withTLS(["--tls-auth-clients", "no"]) { url, _ async throws in
            try await withConnection(url) { connection async throws in
                let (stream, heard) = AsyncStream<String>.makeStream()
                let subscription = try RedisSubscription(
                    url,
                    on: connection.loop,
                    channels: ["news"],
                    onSubscribed: { _ in heard.yield("subscribed") },
                    onMessage: { heard.yield($1) }
                )
                var all = stream.makeAsyncIterator()
                #expect(await all.next() == "subscribed")
                _ = try await connection.send(["PUBLISH", "news", "hello"])
                #expect(await all.next() == "hello")
                await subscription.close()
            }
        }
    }

    @Test func `a client's certificate is shown where one is wanted`() async throws {
        try await withTLS { url, certificates async throws in
            try await withConnection(url) { connection async throws in
                #expect(await connection.failure(of: ["PING"]) != nil)
            }
            let pair = try await certificates.sign("modpilot")
            var url = url
            url.tls?.certificate = pair.certificate
            url.tls?.key = pair.key
            try await withConnection(url) { connection async throws in
                #expect(try await connection.send(["PING"]) == .status("PONG"))
            }
        }
    }

    @Test func `a certificate of another host, or of nobody that is believed, is not taken unless told so`()
        async throws
    {
        try await withTLS(["--tls-auth-clients", "no"], hosts: "DNS:elsewhere.example") { url, _ async throws in
            try await expectRefusal(of: url, naming: "IP address mismatch")
            var url = url
            url.tls?.authorities = nil
            try await expectRefusal(of: url, naming: "the certificate is not taken: self-signed")
            url.tls?.authorities = "/no/such/file"
            try await expectRefusal(of: url, naming: "/no/such/file")
            url.tls = TLSTrust(verifies: false)
            try await withConnection(url) { connection async throws in
                #expect(try await connection.send(["PING"]) == .status("PONG"))
            }
        }
    }

    @Test func `a Redis that speaks no TLS is told apart from one that is away`() async throws {
        let redis = try await PrivateRedis.start(withPort: true)
        let port = try #require(redis.port)
        try await expectRefusal(
            of: RedisURL(endpoint: .tcp(host: "127.0.0.1", port: port), tls: TLSTrust(verifies: false)),
            naming: "it may speak no TLS"
        )
    }

    private func expectRefusal(of url: RedisURL, naming text: String) async throws {
        var options = RedisOptions()
        options.connectTimeout = .seconds(1)
        try await withConnection(url, options: options) { connection async throws in
            let error = await connection.failure(of: ["PING"])
            #expect("\(String(describing: error))".contains(text), "\(String(describing: error))")
        }
    }
}
