/// What calls cost that wait, and how soon one of them is answered.
struct ParkedReport: Report {
    var waiters: Int
    /// How long each use was watched.
    var seconds: Double
    /// The same server without and with those who wait.
    var idle: Use
    var parked: Use
    /// Items that came, one by one; each was given to one call, and to one alone.
    var answers: Int
    /// From the moment an item is sent to Redis until a call is answered with it, in milliseconds.
    var firstAnswer: Double
    var medianAnswer: Double
    var slowestAnswer: Double

    struct Use: Sendable, Encodable {
        /// Of one processor.
        var serverPercent: Double
        var redisPercent: Double
        /// Commands that Redis ran, those of scripts included.
        var commandsPerSecond: Double
        /// Of the server.
        var residentBytes: Int
    }

    var text: String {
        let kilobytes = Double(parked.residentBytes - idle.residentBytes) / 1_024 / Double(waiters)
        return [
            "Calls that wait, \(Format.number(seconds, digits: 0)) s each",
            "",
            Format.row("waiters", ["server", "Redis", "commands/s", "server memory"]),
            row(0, idle),
            row(waiters, parked),
            "",
            "server, Redis: processor time, of one processor",
            "memory of one that waits: \(Format.number(kilobytes, digits: 1)) KiB of the server's",
            "then \(answers) items, one by one: each was given to one waiter alone, the first after "
                + "\(Format.milliseconds(firstAnswer)), median \(Format.milliseconds(medianAnswer)), slowest "
                + Format.milliseconds(slowestAnswer),
        ].joined(separator: "\n")
    }

    private func row(_ count: Int, _ use: Use) -> String {
        Format.row(
            Format.number(count),
            [
                Format.number(use.serverPercent, digits: 2) + " %", Format.number(use.redisPercent, digits: 2) + " %",
                Format.number(use.commandsPerSecond, digits: 1), Format.megabytes(use.residentBytes),
            ]
        )
    }
}
