/// Who is told what happens on a `HiredisLink`; always on its loop.
protocol LinkOwner: AnyObject {
    /// The socket is connected.
    func linkConnected()
    /// The reply to the oldest command without one, or a message of a subscription.
    func linkReceived(_ value: RedisValue)
    /// The link is gone; nothing comes after this.
    func linkFailed(_ reason: String)
}
