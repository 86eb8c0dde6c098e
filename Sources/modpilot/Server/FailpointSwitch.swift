import EventLoop
import Moderation
import Synchronization

/// Ends the process with SIGKILL at a named failpoint: `MODPILOT_FAILPOINT=decision-stored`, or
/// `decision-stored:3` for the third time it is passed. For tests of what a crash leaves behind.
enum FailpointSwitch {
    static func failpoints(from text: String?) throws(CommandFailure) -> Failpoints {
        guard let text, !text.isEmpty else { return .none }
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        guard let point = Failpoint(rawValue: parts[0]), let count = parts.count == 2 ? Int(parts[1]) : 1, count > 0
        else {
            let names = Failpoint.allCases.map(\.rawValue).joined(separator: ", ")
            throw .misuse("MODPILOT_FAILPOINT: \(text) is none of \(names), with :COUNT behind it or not")
        }
        let left = Mutex(count)
        return Failpoints { passed in
            guard passed == point else { return }
            let isLast = left.withLock { left in
                left -= 1
                return left == 0
            }
            if isLast { ProcessControl.killSelf() }
        }
    }
}
