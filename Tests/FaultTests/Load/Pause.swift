import Foundation

/// Lets the calling thread, which must be the caller's own, rest.
func pause(milliseconds: Int) {
    Thread.sleep(forTimeInterval: Double(milliseconds) / 1_000)
}
