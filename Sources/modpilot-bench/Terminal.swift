import Foundation

/// The result on standard output, progress on standard error.
enum Terminal {
    static func line(_ text: String) { write(text, to: .standardOutput) }

    static func error(_ text: String) { write(text, to: .standardError) }

    private static func write(_ text: String, to file: FileHandle) {
        // A reader that has gone is no reason to fail.
        try? file.write(contentsOf: Data((text + "\n").utf8))
    }
}
