import Foundation

/// The command `modpilot`.
@main
struct Modpilot {
    static func main() async {
        let words = Array(CommandLine.arguments.dropFirst())
        do throws(CommandFailure) {
            try await CommandTable.run(words)
        } catch {
            Terminal.error("modpilot: \(error.message)")
            exit(error.exitCode)
        }
    }
}
