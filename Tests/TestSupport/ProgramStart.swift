import CSpawn
import Glibc

/// How a program is to be started: its words, its variables, and the files that are its standard streams.
struct ProgramStart: Sendable {
    /// The path of the program, and its arguments.
    let words: [String]
    /// All its variables.
    let environment: [String: String]
    /// A file that is its standard input.
    let input: String
    /// Files that its standard output and standard error are appended to, and made if they are not there.
    let output: String
    let errors: String

    /// Starts it by `posix_spawn`, in a process group of its own, so that a terminal's signals reach the tests alone. It gets
    /// no descriptor but its three streams, and no signal is blocked or ignored in it.
    /// - Returns: Its process id, which the caller has to reap.
    func spawn() throws(SystemError) -> pid_t {
        // Both structures are local, filled by their `init`, used by one thread, and freed here, whatever fails.
        var actions = unsafe posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        try check("posix_spawn_file_actions_init", unsafe posix_spawn_file_actions_init(&actions))
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        try check("posix_spawnattr_init", unsafe posix_spawnattr_init(&attributes))
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        try unsafe add(to: &actions)
        try set(&attributes)

        var id: pid_t = 0
        let variables = environment.map { "\($0.key)=\($0.value)" }
        let code = unsafe Self.withPointers(to: words) { words in
            unsafe Self.withPointers(to: variables) { variables in
                guard let path = unsafe words.first ?? nil else { return EINVAL }
                return unsafe posix_spawn(&id, path, &actions, &attributes, words, variables)
            }
        }
        try check("posix_spawn", code)
        return id
    }

    private func add(to actions: inout posix_spawn_file_actions_t) throws(SystemError) {
        let appending = O_WRONLY | O_CREAT | O_APPEND
        for (stream, path, flags) in [(0, input, O_RDONLY), (1, output, appending), (2, errors, appending)] {
            try check(
                "posix_spawn_file_actions_addopen",
                unsafe posix_spawn_file_actions_addopen(&actions, Int32(stream), path, flags, 0o644)
            )
        }
        try check(
            "posix_spawn_file_actions_addclosefrom_np",
            unsafe posix_spawn_file_actions_addclosefrom_np(&actions, 3)
        )
    }

    private func set(_ attributes: inout posix_spawnattr_t) throws(SystemError) {
        var (none, all) = (sigset_t(), sigset_t())
        // The calls only read or fill the local sets and attributes.
        unsafe sigemptyset(&none)
        unsafe sigfillset(&all)
        try check("posix_spawnattr_setsigmask", unsafe posix_spawnattr_setsigmask(&attributes, &none))
        try check("posix_spawnattr_setsigdefault", unsafe posix_spawnattr_setsigdefault(&attributes, &all))
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
        try check("posix_spawnattr_setflags", unsafe posix_spawnattr_setflags(&attributes, Int16(flags)))
    }

    private func check(_ call: String, _ code: Int32) throws(SystemError) {
        guard code == 0 else { throw SystemError(call, code: code) }
    }

    /// Lends an array as C takes it: it ends with a null pointer, and lives for as long as `body` runs.
    private static func withPointers(
        to texts: [String],
        _ body: ([UnsafeMutablePointer<CChar>?]) -> Int32
    ) -> Int32 {
        let copies = unsafe texts.map { unsafe strdup($0) }
        defer { unsafe copies.forEach { unsafe free($0) } }
        return unsafe body(copies + [nil])
    }
}
