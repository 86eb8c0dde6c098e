import CMongoC
import Synchronization

/// What libmongoc has to say, for the whole process. It goes nowhere until a handler is set.
package enum MongoLog {
    package enum Level: Int, Sendable {
        case error, critical, warning, message, info, debug, trace
    }

    /// Called on libmongoc's own threads and under its lock: it must be quick and must not call libmongoc.
    package typealias Handler = @Sendable (_ level: Level, _ message: String) -> Void

    private static let handler = Mutex<Handler?>(nil)

    /// Routes messages to `handler`, or nowhere.
    package static func setHandler(_ handler: Handler?) {
        Self.handler.withLock { $0 = handler }
    }

    fileprivate static func emit(_ level: Level, _ message: String) {
        handler.withLock { $0 }?(level, message)
    }

    /// Initialises libmongoc, once per process, and takes its log away from standard error.
    static let libraryIsReady: Void = {
        mongoc_init()
        // The function is a free one without state, so it holds for the whole process.
        unsafe mongoc_log_set_handler(mongoLogReceived, nil)
    }()
}

private func mongoLogReceived(
    level: mongoc_log_level_t,
    domain: UnsafePointer<CChar>?,
    message: UnsafePointer<CChar>?,
    context: UnsafeMutableRawPointer?
) {
    // libmongoc passes NUL-terminated text that lives until this returns.
    let text = if let message = unsafe message { unsafe String(cString: message) } else { "" }
    MongoLog.emit(MongoLog.Level(rawValue: Int(level.rawValue)) ?? .message, text)
}
