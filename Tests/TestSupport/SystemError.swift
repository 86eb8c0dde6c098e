import Foundation
import Glibc

/// A system call that failed.
package struct SystemError: Error, CustomStringConvertible {
    /// The call.
    package let call: String

    /// Its `errno`.
    package let code: Int32

    /// The failure that `errno` tells at this instant.
    init(_ call: String) {
        self.init(call, code: errno)
    }

    /// The failure of a call that returns what others leave in `errno`.
    init(_ call: String, code: Int32) {
        self.call = call
        self.code = code
    }

    /// The result of a system call, made again for as long as a signal interrupts it. A negative result is a failure.
    static func repeatingInterrupted<Result: SignedInteger>(_ call: () -> Result) -> Result {
        while true {
            let result = call()
            guard result < 0, errno == EINTR else { return result }
        }
    }

    package var description: String {
        // strerror's text is copied before anybody else can ask for one.
        "\(call): " + (unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)")
    }
}
