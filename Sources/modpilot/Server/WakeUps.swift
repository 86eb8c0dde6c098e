import EventLoop
import RedisClient
import Waiting

/// The server's one connection that hears what came for those who wait. It comes up by itself, whenever Redis does.
enum WakeUps {
    static func listen(
        to url: RedisURL,
        on loop: EventLoop,
        for waiting: WaitingRoom,
        changes: LogChanges
    ) throws(RedisError) -> RedisSubscription {
        var options = RedisOptions()
        options.clientName = "modpilot-wake-ups"
        let purpose = "hear from Redis what came for those who wait"
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
