import EventLoop
import RedisClient
import Waiting

/// The server's one connection to each Redis that hears what came for those who wait. It comes up by itself, whenever that
/// Redis does.
enum WakeUps {
    /// - Parameter name: of this Redis, in the log.
    static func listen(
        to url: RedisURL,
        called name: String,
        on loop: EventLoop,
        for waiting: WaitingRoom,
        changes: LogChanges
    ) throws(RedisError) -> RedisSubscription {
        var options = RedisOptions()
        options.clientName = "modpilot-wake-ups"
        let purpose = "hear from \(name) what came for those who wait"
        return try RedisSubscription(
            url,
            on: loop,
            channels: [ReadySignal.channel],
            options: options,
            onSubscribed: { _ in
                changes.worked(purpose)
                waiting.lookEverywhere()
            },
            onLost: { changes.failed(purpose, $0) },
            onMessage: { _, message in waiting.hear(message) }
        )
    }
}
