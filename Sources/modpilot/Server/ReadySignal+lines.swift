import Lines
import Moderation
import Waiting

extension ReadySignal {
    /// What a line in MongoDB says to those who wait.
    init(_ signal: LineSignal, of client: ClientID) {
        switch signal {
        case .items(let queue, let count): self.init(line: .queue(queue, of: client), count: count)
        case .results(let count): self.init(line: .results(of: client), count: count)
        }
    }
}
