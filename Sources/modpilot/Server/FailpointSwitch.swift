import EventLoop
import Moderation
import Synchronization

/// Breaks the process at a named failpoint, for tests of what a crash or a stall leaves behind.
///
/// `MODPILOT_FAILPOINT=decision-stored` ends it with SIGKILL when the failpoint is passed; `decision-stored:3` when it is
/// passed for the third time. `decision-stored:stop` and `decision-stored:3:stop` hold it there with SIGSTOP instead,
/// until somebody sends SIGCONT.
enum FailpointSwitch {
    static func failpoints(from text: String?) throws(CommandFailure) -> Failpoints {
        guard let text, !text.isEmpty else { return .none }
        var parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        let stops = parts.last == "stop"
        if stops { parts.removeLast() }
        guard (1...2).contains(parts.count), let point = Failpoint(rawValue: parts[0]),
            let count = parts.count == 2 ? Int(parts[1]) : 1, count > 0
        else {
            let names = Failpoint.allCases.map(\.rawValue).joined(separator: ", ")
            throw .misuse(
                "MODPILOT_FAILPOINT: \(text) is none of \(names), with :COUNT behind it or not, and :stop or not"
            )
        }
        let left = Mutex(count)
        return Failpoints { passed in
            guard passed == point else { return }
            let isLast = left.withLock { left in
                left -= 1
                return left == 0
            }
            guard isLast else { return }
            if stops { ProcessControl.stopSelf() } else { ProcessControl.killSelf() }
        }
    }
}
