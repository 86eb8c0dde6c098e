import CHiredis
import EventLoop
import TLS

/// One socket to Redis under hiredis, used on its loop's thread alone: the only place, with `HiredisLink+TLS`, that calls hiredis.
///
/// Who owns what: hiredis frees its context by itself when the connection breaks, and when told to. The
/// context holds one reference to this object, taken in `init` and given back in `forget`, when the context
/// is gone or certain to go; so no callback can find the object missing.
///
/// Replies come in the order of the commands, so commands carry no identity of their own: whoever owns the
/// link pairs them. hiredis also calls back with no reply for what is pending when a context is freed; that is
/// left out, since the owner is told of the end once.
@safe
final class HiredisLink {
    /// Held strongly, so that a reply costs no weak reference; given up when the link ends either way.
    var owner: (any LinkOwner)?
    private let loop: EventLoop
    private(set) var context: UnsafeMutablePointer<redisAsyncContext>?
    /// Nil for plain TCP: then hiredis reads and writes by itself.
    private(set) var session: TLSSession?
    /// Why TLS came to an end.
    private var breach: String?
    /// Checks what comes; freed with this object, which outlives the context.
    let guarding = UnsafeMutablePointer<modpilot_redis_guard>.allocate(capacity: 1)

    /// Begins to connect; `endpoint` names a numeric address, since hiredis would block on a name.
    ///
    /// - Parameter tls: with the name that the other side's certificate has to be of; nil for plain TCP.
    init(
        to endpoint: RedisURL.Endpoint,
        on loop: EventLoop,
        tls: (context: TLSContext, host: String)? = nil
    ) throws(LinkFailure) {
        precondition(loop.isCurrent, "a link is made on its loop")
        self.loop = loop
        unsafe guarding.initialize(to: modpilot_redis_guard())
        let started =
            switch endpoint {
            case .tcp(let host, let port): unsafe redisAsyncConnect(host, Int32(port))
            case .unix(let path): unsafe redisAsyncConnectUnix(path)
            }
        guard let context = unsafe started else { throw LinkFailure(reason: "no memory for a connection") }
        guard unsafe context.pointee.err == 0 else {
            let reason = unsafe Self.reason(of: context)
            // Nothing is attached yet, so this calls nobody back.
            unsafe redisAsyncFree(context)
            throw LinkFailure(reason: reason)
        }
        if let tls {
            do throws(TLSError) {
                session = try unsafe TLSSession(tls.context, over: context.pointee.c.fd, to: tls.host)
            } catch {
                unsafe redisAsyncFree(context)
                throw LinkFailure(reason: error.description)
            }
            unsafe guarding.pointee.ready = linkReady
            unsafe guarding.pointee.owner = Unmanaged.passUnretained(self).toOpaque()
        }
        // The base outlives the link: the loop is held by it.
        guard unsafe modpilot_redis_attach(guarding, context, loop.base) != 0 else {
            unsafe redisAsyncFree(context)
            throw LinkFailure(reason: "no memory for a connection")
        }
        unsafe self.context = context
        unsafe modpilot_redis_close_on_exec(context)
        unsafe context.pointee.data = Unmanaged.passRetained(self).toOpaque()
        unsafe redisAsyncSetConnectCallback(context, linkConnected)
        unsafe redisAsyncSetDisconnectCallback(context, linkDisconnected)
    }

    deinit {
        unsafe guarding.deallocate()
    }

    /// Sends the command that stands in `range` of `bytes`; a byte has to follow it. All commands of one turn
    /// of the loop leave in one write. False if the link is gone.
    func send(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
        guard let context = unsafe context else { return false }
        let privateData = unsafe context.pointee.data
        let code = unsafe bytes.withUnsafeBytes { buffer in
            // hiredis copies the bytes before it returns.
            unsafe redisAsyncFormattedCommand(
                context,
                linkReplied,
                privateData,
                buffer.baseAddress?.advanced(by: range.lowerBound).assumingMemoryBound(to: CChar.self),
                range.count
            )
        }
        if code == REDIS_OK { unsafe guarding.pointee.sent += 1 }
        return code == REDIS_OK
    }

    /// Sends a command that need not be fast.
    func send(_ words: [String]) -> Bool {
        var encoder = CommandEncoder()
        RedisCommand.strings(words).encode(into: &encoder)
        let end = encoder.bytes.count
        encoder.terminate()
        return send(encoder.bytes, 0..<end)
    }

    /// Closes the socket. The owner hears nothing any more.
    func drop() {
        owner = nil
        let bound = LoopBound(self, on: loop)
        // Later, because the caller may stand in a callback of the very context.
        loop.execute { bound.value.free() }
    }

    private func free() {
        guard let context = unsafe context else { return }
        unsafe redisAsyncFree(context)
        // Of a connection that was up, hiredis has told `disconnected` by now.
        if unsafe self.context != nil { forget() }
    }

    private func forget() {
        unsafe context = nil
        // The reference of the context, which no longer exists.
        unsafe Unmanaged.passUnretained(self).release()
    }

    /// Ends the connection from outside of hiredis's callbacks.
    func breakOff(_ reason: String) {
        guard let context = unsafe context else { return }
        breach = reason
        unsafe redisAsyncFree(context)
        // Of one that was never up, hiredis tells nothing.
        guard unsafe self.context != nil else { return }
        forget()
        fail(reason)
    }

    private func reason(of context: UnsafePointer<redisAsyncContext>) -> String {
        if let breach { return breach }
        if let refusal = unsafe guarding.pointee.reason { return unsafe String(cString: refusal) }
        return unsafe Self.reason(of: context)
    }

    private static func reason(of context: UnsafePointer<redisAsyncContext>) -> String {
        let text = unsafe String(cString: modpilot_redis_error(context))
        return text.isEmpty ? "the connection was closed" : text
    }

    // MARK: - Called by hiredis

    fileprivate func connected(_ status: Int32, _ context: UnsafePointer<redisAsyncContext>) {
        guard status != REDIS_OK else {
            guard session != nil else {
                owner?.linkConnected()
                return
            }
            // Behind this hiredis writes what there is, in the clear.
            let bound = LoopBound(self, on: loop)
            return loop.execute { bound.value.owner?.linkConnected() }
        }
        // hiredis frees the context as soon as this returns, and may call back once more before.
        unsafe self.context = nil
        let bound = LoopBound(self, on: loop)
        loop.execute { bound.value.forget() }
        fail(unsafe reason(of: context))
    }

    fileprivate func disconnected(_ context: UnsafePointer<redisAsyncContext>) {
        let reason = unsafe reason(of: context)
        forget()
        fail(reason)
    }

    fileprivate func replied(_ reply: UnsafePointer<redisReply>) {
        owner?.linkReceived(unsafe RedisValue(reply))
    }

    private func fail(_ reason: String) {
        let last = owner
        owner = nil
        last?.linkFailed(reason)
    }
}

/// The link of a context; taken without a change of its count, since the context keeps its reference.
private func link(of context: UnsafePointer<redisAsyncContext>) -> HiredisLink? {
    guard let data = unsafe context.pointee.data else { return nil }
    return unsafe Unmanaged<HiredisLink>.fromOpaque(data).takeUnretainedValue()
}

private func linkConnected(_ context: UnsafePointer<redisAsyncContext>?, _ status: Int32) {
    guard let context = unsafe context else { return }
    unsafe link(of: context)?.connected(status, context)
}

private func linkDisconnected(_ context: UnsafePointer<redisAsyncContext>?, _ status: Int32) {
    guard let context = unsafe context else { return }
    unsafe link(of: context)?.disconnected(context)
}

private func linkReady(_ link: UnsafeMutableRawPointer?) {
    guard let link = unsafe link else { return }
    // The context, whose events these are, holds a reference.
    unsafe Unmanaged<HiredisLink>.fromOpaque(link).takeUnretainedValue().ready()
}

private func linkReplied(
    _: UnsafeMutablePointer<redisAsyncContext>?,
    _ reply: UnsafeMutableRawPointer?,
    _ link: UnsafeMutableRawPointer?
) {
    // Without a reply the context is being freed.
    guard let reply = unsafe reply, let link = unsafe link else { return }
    unsafe Unmanaged<HiredisLink>.fromOpaque(link).takeUnretainedValue()
        .replied(UnsafePointer(reply.assumingMemoryBound(to: redisReply.self)))
}
