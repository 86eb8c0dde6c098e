import CLibevent
import EventLoop
import Glibc

/// One client's connection: bytes in, requests to the handler one at a time, answers out in order.
///
/// A request is answered once: `finish` carries the number of its request and does nothing if that request is not
/// the one in flight any more, because its client left, its time was up or the server closed.
///
/// Thread safety: touched on its lane's loop alone. libevent calls back there, and the handler's task prefers it.
@safe final class HTTPConnection: @unchecked Sendable {
    enum Phase {
        /// Between requests.
        case idle
        /// A request has begun to arrive.
        case receiving
        /// The handler has the request.
        case handling
        /// The answer is in the lane's output, which is written before the loop turns to anything else.
        case answered
        /// The client does not take its answer as fast as it is written.
        case sending
        /// All is said; what still comes is dropped until the client closes.
        case lingering
        case closed
    }

    let lane: HTTPLane
    private(set) var phase = Phase.idle
    var parser: RequestParser
    /// What came in ahead of its turn.
    var unread: [UInt8] = []
    /// What the socket did not take yet.
    var unsent: [UInt8] = []
    var request = RequestHead()
    var requestNumber = 0
    var task: Task<Void, Never>?
    /// No further request is read: the connection ends when its output is written.
    var isLast = false
    /// The client has closed its side, or all of it.
    var isPeerFinished = false
    /// Requests are being taken up by a caller further up the stack, who goes on when a handler returns at once.
    var isPumping = false
    let remoteAddress: String
    let descriptor: Int32
    /// Bytes of a body that count towards the server's load until its request is answered.
    private var heldBytes = 0
    private var deadline: Int64 = 0
    private var readEvent: OpaquePointer?
    private var writeEvent: OpaquePointer?
    private var isReading = true

    /// Takes over `descriptor`; nil, and the descriptor left alone, if libevent has no memory.
    init?(_ descriptor: Int32, from remoteAddress: String, in lane: HTTPLane) {
        self.descriptor = descriptor
        self.remoteAddress = remoteAddress
        self.lane = lane
        parser = RequestParser(limits: lane.limits)
        // Unretained: `close` frees the event, and until then the lane keeps the connection.
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe readEvent = event_new(
            lane.loop.base,
            descriptor,
            Int16(EV_READ | EV_PERSIST),
            connectionReadable,
            context
        )
        guard let readEvent = unsafe readEvent, unsafe event_add(readEvent, nil) == 0 else { return nil }
        setDeadline(lane.limits.idleTime)
    }

    deinit {
        if let readEvent = unsafe readEvent { unsafe event_free(readEvent) }
        if let writeEvent = unsafe writeEvent { unsafe event_free(writeEvent) }
    }

    var isIdle: Bool { phase == .idle }

    // MARK: - Phases

    func enter(_ next: Phase) {
        let wasBusy = Self.isBusy(phase)
        phase = next
        switch next {
        case .idle: setDeadline(lane.limits.idleTime)
        case .receiving: setDeadline(lane.limits.requestTime)
        case .handling: setDeadline(lane.limits.handlerTime)
        case .sending: setDeadline(lane.limits.sendTime)
        case .lingering: setDeadline(lane.limits.lingerTime)
        case .answered, .closed: break
        }
        switch (wasBusy, Self.isBusy(next)) {
        case (false, true): lane.becameBusy()
        case (true, false): lane.becameIdle()
        default: break
        }
    }

    private static func isBusy(_ phase: Phase) -> Bool {
        switch phase {
        case .receiving, .handling, .answered, .sending: true
        case .idle, .lingering, .closed: false
        }
    }

    private func setDeadline(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        deadline = MonotonicClock.milliseconds() + seconds * 1_000 + attoseconds / 1_000_000_000_000_000
    }

    /// Ends what has lasted too long.
    func checkDeadline(_ now: Int64) {
        guard now >= deadline else { return }
        switch phase {
        case .receiving: fail(.tooSlow)
        case .handling: fail(.notAnswered)
        case .idle, .answered, .sending, .lingering, .closed: close()
        }
    }

    /// Closes at once, and lets a handler that is still at work know.
    func close() {
        guard phase != .closed else { return }
        if let readEvent = unsafe readEvent.take() { unsafe event_free(readEvent) }
        if let writeEvent = unsafe writeEvent.take() { unsafe event_free(writeEvent) }
        Glibc.close(descriptor)
        unread = []
        unsent = []
        task?.cancel()
        task = nil
        letGoOfBody()
        lane.remove(self)
        enter(.closed)
    }

    // MARK: - Load

    /// Counts a body that has grown to `count` bytes.
    func holdBody(_ count: Int) throws(RequestFailure) {
        guard count > heldBytes else { return }
        guard lane.load.hold(count - heldBytes) else { throw .tooManyBytes }
        heldBytes = count
    }

    func letGoOfBody() {
        guard heldBytes > 0 else { return }
        lane.load.release(heldBytes)
        heldBytes = 0
    }

    // MARK: - Events

    func stopReading() {
        guard isReading, let readEvent = unsafe readEvent else { return }
        unsafe event_del(readEvent)
        isReading = false
    }

    func resumeReading() {
        guard !isReading, !isPeerFinished, let readEvent = unsafe readEvent else { return }
        unsafe event_add(readEvent, nil)
        isReading = true
    }

    func startWriting() {
        if unsafe writeEvent == nil {
            // As with `readEvent`.
            let context = unsafe Unmanaged.passUnretained(self).toOpaque()
            unsafe writeEvent = event_new(
                lane.loop.base,
                descriptor,
                Int16(EV_WRITE | EV_PERSIST),
                connectionWritable,
                context
            )
        }
        guard let writeEvent = unsafe writeEvent, unsafe event_add(writeEvent, nil) == 0 else {
            close()
            return
        }
    }

    func stopWriting() {
        if let writeEvent = unsafe writeEvent { unsafe event_del(writeEvent) }
    }
}

private func connectionReadable(_: Int32, _: Int16, _ context: UnsafeMutableRawPointer?) {
    guard let context = unsafe context else { return }
    unsafe Unmanaged<HTTPConnection>.fromOpaque(context).takeUnretainedValue().readable()
}

private func connectionWritable(_: Int32, _: Int16, _ context: UnsafeMutableRawPointer?) {
    guard let context = unsafe context else { return }
    unsafe Unmanaged<HTTPConnection>.fromOpaque(context).takeUnretainedValue().writable()
}
