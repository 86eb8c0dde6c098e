import CLibevent
import Glibc

/// What a process can ask and do about itself.
package enum ProcessControl {
    package static var processIdentifier: Int32 {
        getpid()
    }

    /// Ends the process at once, as a crash would: nothing is flushed, no handler runs.
    package static func killSelf() -> Never {
        kill(getpid(), SIGKILL)
        // The signal is on its way.
        while true { pause() }
    }

    /// Makes a write to a closed connection an error of that write instead of the end of the process.
    package static func ignoreBrokenPipes() {
        _ = signal(SIGPIPE, SIG_IGN)
    }

    /// Gives blocks of a megabyte and more back to the system when they are freed. Of itself the C library begins to keep them, as
    /// large as they were ever, and so a process grows by what it once had.
    package static func returnLargeBlocks() {
        evloop_return_large_blocks(1 << 20)
    }

    /// Holds all threads of the process, as a stalled host would, until somebody sends SIGCONT.
    /// The calling thread does nothing more before that.
    package static func stopSelf() {
        // Sent to this very thread: a signal to the process may be taken by another, while this one goes on a little.
        raise(SIGSTOP)
    }

    /// Raises the number of file descriptors that the process may have open to `wanted`, or as near as the
    /// hard limit allows, and returns what now holds. It never lowers the limit.
    @discardableResult
    package static func raiseOpenFileLimit(to wanted: Int) -> Int {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 0 }
        let target = min(rlim_t(max(0, wanted)), limit.rlim_max)
        if target > limit.rlim_cur {
            let before = limit.rlim_cur
            limit.rlim_cur = target
            if unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) != 0 { limit.rlim_cur = before }
        }
        return Int(clamping: limit.rlim_cur)
    }

    /// Bytes of memory that the process has resident now, by the kernel's count; 0 if it does not tell.
    package static var residentMemoryBytes: Int {
        guard let file = unsafe fopen("/proc/self/statm", "r") else { return 0 }
        // Opened above, closed once.
        defer { unsafe fclose(file) }
        var buffer = [UInt8](repeating: 0, count: 128)
        let count = unsafe fread(&buffer, 1, buffer.count, file)
        let fields = buffer.prefix(count).split(separator: UInt8(ascii: " "))
        guard fields.count > 1, let pages = Int(String(decoding: fields[1], as: UTF8.self)) else { return 0 }
        return pages * sysconf(Int32(_SC_PAGESIZE))
    }
}
