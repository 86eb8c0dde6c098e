import EventLoop
import Foundation

/// The command `modpilot-bench`.
@main
struct ModPilotBench {
    static func main() async {
        do {
            let options = try BenchOptions(Array(CommandLine.arguments.dropFirst()))
            guard !options.wantsHelp else {
                Terminal.line(BenchOptions.help)
                return
            }
            let report = try await options.figure.measure(options)
            Terminal.line(options.json ? try report.json : report.text)
        } catch let failure as BenchFailure {
            Terminal.error("modpilot-bench: \(failure.message)")
            exit(failure.isMisuse ? 2 : 1)
        } catch {
            Terminal.error("modpilot-bench: \(error)")
            exit(1)
        }
    }
}
