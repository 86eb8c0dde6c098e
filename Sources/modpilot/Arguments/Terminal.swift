import Foundation

/// Where people and scripts read: results on standard output, everything else on standard error.
enum Terminal {
    static func line(_ text: String) { write(text + "\n", to: .standardOutput) }

    /// A line that is worth nothing unless somebody reads it.
    ///
    /// - Returns: false where it could not be written.
    static func lineThatCounts(_ text: String) -> Bool { write(text + "\n", to: .standardOutput) }

    static func error(_ text: String) { write(text + "\n", to: .standardError) }

    /// Replaces the line of progress that stands on standard error, where that is a terminal.
    static func progress(_ text: String, isLast: Bool) {
        guard isatty(STDERR_FILENO) == 1 else {
            if isLast { error(text) }
            return
        }
        write("\r\u{1B}[K" + text + (isLast ? "\n" : ""), to: .standardError)
    }

    /// Puts a text in the place of everything that a terminal shows; behind the last one, where standard output is none.
    ///
    /// - Returns: False once nobody reads any more, which whoever writes on and on must heed.
    static func page(_ text: String) -> Bool {
        let fromTop = isatty(STDOUT_FILENO) == 1 ? "\u{1B}[H\u{1B}[J" : ""
        return write(fromTop + text + "\n", to: .standardOutput)
    }

    /// False where the reader has gone, which is no reason to fail.
    @discardableResult
    private static func write(_ text: String, to file: FileHandle) -> Bool {
        do {
            try file.write(contentsOf: Data(text.utf8))
            return true
        } catch {
            return false
        }
    }
}
