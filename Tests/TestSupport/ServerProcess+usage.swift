import Foundation

extension ServerProcess {
    /// The processor time that it has used so far, in all its threads.
    package var processorTime: Duration {
        get throws {
            let text = try String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8)
            // The name in parentheses may hold anything; user and system time are the 14th and 15th field.
            let fields = text[(text.lastIndex(of: ")") ?? text.startIndex)...].split(separator: " ")
            guard fields.count > 13, let user = Int(fields[12]), let system = Int(fields[13]) else {
                throw HTTPFailure(description: "/proc/\(id)/stat: \(text)")
            }
            return .seconds(user + system) / sysconf(Int32(_SC_CLK_TCK))
        }
    }

    /// The value of a metric without labels.
    package func metric(_ name: String) async throws -> Int? {
        let text = try await probe().call("GET", "/metrics").text
        let line = text.split(separator: "\n").first { $0.hasPrefix(name + " ") }
        return line.flatMap { Int($0.dropFirst(name.count + 1)) }
    }

    /// Waits until that many calls are parked.
    package func parks(_ count: Int, within limit: Duration = .seconds(10)) async throws {
        try await eventually("\(count) calls are parked", within: limit) {
            try await metric("modpilot_parked_calls") == count
        }
    }
}
