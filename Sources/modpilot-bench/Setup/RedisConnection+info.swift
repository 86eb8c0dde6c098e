import RedisClient

extension RedisConnection {
    /// A whole number that `INFO` tells, by its name in a section.
    func info(_ section: String, _ name: String) async throws -> Int {
        guard let number = Int(try await infoText(section, name)) else {
            throw BenchFailure.failed("INFO \(section) of Redis: \(name) is no whole number")
        }
        return number
    }

    /// What `INFO` tells under a name.
    func infoText(_ section: String, _ name: String) async throws -> String {
        let text = try await send(["INFO", section]).string ?? ""
        guard let line = text.split(whereSeparator: \.isNewline).first(where: { $0.hasPrefix(name + ":") }) else {
            throw BenchFailure.failed("INFO \(section) of Redis does not tell \(name)")
        }
        return String(line.dropFirst(name.count + 1))
    }

    /// The number that a command replies.
    func count(_ command: [String]) async throws -> Int {
        guard let count = try await send(command).integer else {
            throw BenchFailure.failed("Redis gave no number for \(command.joined(separator: " "))")
        }
        return Int(count)
    }
}
