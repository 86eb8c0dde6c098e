import Moderation

/// What the claim store's scripts say on the channel: that there is something for those who wait in a line.
package struct ReadySignal: Equatable, Sendable {
    /// The one channel, for all clients.
    package static let channel = "moderation-ready"

    package let line: LineName
    /// How many items came; at least one.
    package let count: Int

    package init(line: LineName, count: Int) {
        self.line = line
        self.count = count
    }

    /// Reads `client queue count`, where `+results` stands in the place of a queue for decisions. Nil for anything else:
    /// whoever reaches Redis can say anything on a channel.
    package init?(_ message: String) {
        let parts = message.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 3, let client = try? ClientID(String(parts[0])), let count = Int(parts[2]), count > 0
        else {
            return nil
        }
        if parts[1] == "+results" {
            line = .results(of: client)
        } else if let queue = try? QueueName(String(parts[1])) {
            line = .queue(queue, of: client)
        } else {
            return nil
        }
        self.count = count
    }
}
