import Foundation

/// What the kernel says a process uses; all zero where it says nothing.
struct ProcessUsage: Sendable {
    /// Processor time so far, in seconds, to a hundredth.
    let processorSeconds: Double
    /// Memory that is resident now, and the most that ever was, in bytes.
    let residentBytes: Int
    let peakResidentBytes: Int

    private static let ticksPerSecond = 100.0

    init(of processID: Int32) {
        // Behind the name in parentheses: state is the first field, user and system time the 12th and 13th.
        let stat = Self.text("/proc/\(processID)/stat")
        let fields = stat.drop { $0 != ")" }.split(separator: " ")
        processorSeconds =
            fields.count > 13 ? ((Double(fields[12]) ?? 0) + (Double(fields[13]) ?? 0)) / Self.ticksPerSecond : 0
        let status = Self.text("/proc/\(processID)/status").split(separator: "\n")
        func kilobytes(_ name: String) -> Int {
            guard let line = status.first(where: { $0.hasPrefix(name) }) else { return 0 }
            return Int(line.filter(\.isNumber)) ?? 0
        }
        residentBytes = kilobytes("VmRSS:") * 1_024
        peakResidentBytes = kilobytes("VmHWM:") * 1_024
    }

    /// Processor time of the whole machine so far, in seconds.
    static var machineSeconds: Double {
        // user nice system idle iowait irq softirq steal …: what is neither idle nor somebody else's.
        let fields = text("/proc/stat").prefix { $0 != "\n" }.split(separator: " ").dropFirst().map { Double($0) ?? 0 }
        guard fields.count > 7 else { return 0 }
        return (fields[0] + fields[1] + fields[2] + fields[5] + fields[6]) / ticksPerSecond
    }

    private static func text(_ path: String) -> String {
        String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
    }
}
