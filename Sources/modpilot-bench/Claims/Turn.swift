/// What one turn of one side gave.
struct Turn: Sendable, Encodable {
    /// New claims, by Redis's own count.
    var claims: Int
    var seconds: Double
    /// Of all answers, in milliseconds.
    var p50: Double
    var p99: Double
    /// Processor time for each claim, in microseconds.
    var processor = ProcessorTime()

    var claimsPerSecond: Double { Double(claims) / seconds }

    struct ProcessorTime: Sendable, Encodable {
        var server = 0.0
        var redis = 0.0
        /// All processes, the kernel's own work included.
        var machine = 0.0
    }
}
