package import EventLoop

/// A connection of its own that listens to channels and patterns, and does so again whenever it was lost.
///
/// Redis keeps no message for who is away: what is published between the loss and the next `onSubscribed` is
/// missed. So a message is a hint, and each `onSubscribed` the moment to look for oneself.
///
/// Both closures run on the loop and must not block it. Close it before its loop is stopped.
package final class RedisSubscription: Sendable {
    package let url: RedisURL
    private let loop: EventLoop
    private let core: LoopBound<SubscriptionCore>
    private let counter = ConnectionCounter()

    /// Subscribes, and keeps trying until closed.
    ///
    /// - Parameters:
    ///   - channels: exact names, for `SUBSCRIBE`.
    ///   - patterns: for `PSUBSCRIBE`. At least one channel or pattern has to be given, each only once.
    ///   - onSubscribed: called once Redis has confirmed all of them, with the number of the connection: 1 at
    ///     first, higher when messages may have been missed.
    ///   - onLost: called with the reason when the connection is lost or an attempt fails.
    ///   - onMessage: called with the channel and the text that was published.
    /// - Throws: `unsupported` with nothing to listen to.
    package init(
        _ url: RedisURL,
        on loop: EventLoop,
        channels: [String] = [],
        patterns: [String] = [],
        options: RedisOptions = RedisOptions(),
        onSubscribed: @escaping @Sendable (_ connectionNumber: Int) -> Void = { _ in },
        onLost: @escaping @Sendable (_ reason: String) -> Void = { _ in },
        onMessage: @escaping @Sendable (_ channel: String, _ payload: String) -> Void
    ) throws(RedisError) {
        guard !(channels.isEmpty && patterns.isEmpty) else { throw .unsupported("a subscription needs a channel") }
        ProcessControl.ignoreBrokenPipes()
        self.url = url
        self.loop = loop
        let topics = SubscriptionCore.Topics(channels: channels, patterns: patterns)
        let events = SubscriptionCore.Events(subscribed: onSubscribed, lost: onLost, message: onMessage)
        let core = LoopBound(
            giving: SubscriptionCore(url, topics, on: loop, options: options, counter: counter, events: events),
            to: loop
        )
        self.core = core
        loop.execute { core.value.dialAgain() }
    }

    deinit {
        let core = core
        loop.execute { core.value.close() }
    }

    /// Rises with each connection made, from 0.
    package var connectionNumber: Int { counter.value }

    /// Ends the connection that there is, if any, and subscribes over another one, which may lead elsewhere.
    package func reconnect(because reason: String) {
        loop.execute { [core] in core.value.leave(because: reason) }
    }

    /// Stops listening and disconnects. No closure is called after this returns.
    package func close() async {
        await Waiter<Void>.wait { waiter in
            loop.execute { [core] in
                core.value.close()
                // After the link's own end, which is enqueued already.
                core.loop.execute { waiter.resume(()) }
            }
        }
    }
}
