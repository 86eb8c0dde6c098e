import Glibc

/// The machine that the process runs on.
package enum Processor {
    /// Processors that are online, at least one.
    package static let count = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
}
