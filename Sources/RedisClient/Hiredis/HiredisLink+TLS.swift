import CHiredis
import TLS

/// A link over TLS: hiredis keeps the protocol, and what it would read from the socket and write to it goes through the session.
extension HiredisLink {
    /// Read in one turn of the loop; then others have theirs.
    private static let piecesInTurn = 16
    private static let pieceBytes = 16 << 10

    /// The socket can be read from, or written to.
    func ready() {
        guard let context = unsafe context, let session else { return }
        guard unsafe context.pointee.c.flags & REDIS_CONNECTED != 0 else { return shakeHands(session) }
        write(session)
        read(session)
    }

    private func shakeHands(_ session: TLSSession) {
        guard let context = unsafe context else { return }
        switch session.handshake() {
        // Nothing is to be written yet, so all that hiredis does is to say that it is connected.
        case .bytes: unsafe redisAsyncHandleWrite(context)
        case .needsInput: unsafe modpilot_redis_add_read(guarding)
        case .needsRoom: unsafe modpilot_redis_add_write(guarding)
        case .end: breakOff("the connection was closed during the TLS handshake")
        case .failed(let reason): breakOff(reason)
        }
    }

    private func write(_ session: TLSSession) {
        guard let context = unsafe context else { return }
        while true {
            var count = 0
            let output = unsafe modpilot_redis_output(context, &count)
            guard count > 0 else { return unsafe modpilot_redis_delete_write(guarding) }
            // hiredis keeps the bytes until it is told that they are written.
            switch unsafe session.send(UnsafeRawBufferPointer(start: output, count: count)) {
            case .bytes(let written): unsafe modpilot_redis_wrote(context, written)
            case .needsInput: return
            case .needsRoom: return unsafe modpilot_redis_add_write(guarding)
            case .end: return breakOff("the connection was closed")
            case .failed(let reason): return breakOff(reason)
            }
        }
    }

    private func read(_ session: TLSSession) {
        guard let context = unsafe context else { return }
        var end: String?
        var isAll = false
        unsafe withUnsafeTemporaryAllocation(byteCount: Self.pieceBytes, alignment: 16) { buffer in
            for _ in 0..<Self.piecesInTurn where end == nil && !isAll {
                switch unsafe session.receive(into: buffer) {
                case .bytes(let count):
                    let code = unsafe modpilot_redis_take(context, buffer.baseAddress, count)
                    if code != REDIS_OK { end = "no memory for a reply" }
                case .needsInput, .needsRoom: isAll = true
                case .end: end = "the connection was closed"
                case .failed(let reason): end = reason
                }
            }
        }
        if unsafe modpilot_redis_is_too_long(context) != 0 { end = "a reply is longer than 128 MiB" }
        unsafe modpilot_redis_add_read(guarding)
        // What the session has taken from the socket already wakes nobody.
        if end == nil, !isAll { unsafe event_active(guarding.pointee.readable, Int32(EV_READ), 1) }
        unsafe redisProcessCallbacks(context)
        if let end, unsafe self.context != nil { breakOff(end) }
    }
}
