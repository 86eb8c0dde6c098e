enum ServeCommand: Command {
    static let name = "serve"
    static let usage = ""
    static let summary = "Runs the server."
    static let discussion = """
        Listens on --listen (127.0.0.1:8080) until SIGTERM or SIGINT: then it takes no new connections, finishes what is
        in flight, for 10 s at most, and ends. It starts whether or not Redis and MongoDB are up, says what it
        waits for on standard error, and is ready when /readyz answers 200.
        """
    static let options = [
        OptionSpec("--listen", "HOST:PORT", "where to listen; port 0 takes a free one"),
        OptionSpec(
            "--tls-cert",
            "FILE",
            "serve HTTPS with this certificate and its chain (PEM), read again when it changes"
        ),
        OptionSpec("--tls-key", "FILE", "the key of --tls-cert (PEM)"),
    ]

    static func run(_ arguments: Arguments) async throws(CommandFailure) {
        try arguments.none()
        let settings = try Settings(arguments)
        let log = Log(level: settings.logLevel)
        defer { log.flush() }
        let failpoints = try FailpointSwitch.failpoints(from: Environment["MODPILOT_FAILPOINT"])
        let signals = try StopSignals()
        let stop = Task { await signals.wait() }
        try await Server(settings: settings, log: log, failpoints: failpoints).run(until: stop)
        signals.close()
    }
}
