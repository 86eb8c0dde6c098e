import Foundation

/// Where people and scripts read: results on standard output, everything else on standard error.
enum Terminal {
    static func line(_ text: String) { write(text + "\n", to: .standardOutput) }

    static func error(_ text: String) { write(text + "\n", to: .standardError) }

    /// Replaces the line of progress that stands on standard error, where that is a terminal.
    static func progress(_ text: String, isLast: Bool) {
        guard isatty(STDERR_FILENO) == 1 else {
            if isLast { error(text) }
            return
        }
        write("\r\u{1B}[K" + text + (isLast ? "\n" : ""), to: .standardError)
    }

    private static func write(_ text: String, to file: FileHandle) {
        // A reader that has gone is no reason to fail.
        try? file.write(contentsOf: Data(text.utf8))
    }
}
