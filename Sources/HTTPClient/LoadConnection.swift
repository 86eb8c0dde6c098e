import CLibevent
import EventLoop
import Glibc

/// One kept-alive connection of a load run, with one request in flight.
///
/// Not `Sendable`: touched on the run's loop alone, where libevent calls back.
@safe final class LoadConnection {
    private let run: LoadRun
    private let descriptor: Int32
    private var request: [UInt8]
    private var sentAt: UInt64 = 0
    /// The beginning of an answer that did not come in one piece.
    private var partial: [UInt8] = []
    private var event: OpaquePointer?

    /// Connects.
    init(_ run: LoadRun) throws(LoadError) {
        self.run = run
        request = run.plan.template.bytes
        descriptor = try LoopbackSocket.connect(to: run.plan.port)
        // Unretained: the run keeps the connection until it closes it, which frees the event.
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe event = event_new(
            run.loop.base,
            descriptor,
            Int16(EV_READ | EV_PERSIST),
            loadConnectionReadable,
            context
        )
        guard let event = unsafe event, unsafe event_add(event, nil) == 0 else {
            throw .system(call: "event_new", code: ENOMEM)
        }
    }

    deinit {
        if let event = unsafe event { unsafe event_free(event) }
        Glibc.close(descriptor)
    }

    /// Stops listening for answers.
    func close() {
        if let event = unsafe event.take() { unsafe event_free(event) }
    }

    /// Sends the next request, at the time given.
    func send(_ number: Int, at now: UInt64) throws(LoadError) {
        run.plan.template.set(number, in: &request)
        sentAt = now
        let size = request.count
        let count = unsafe request.withUnsafeBytes { bytes in
            // The array stays in place during the call.
            unsafe Glibc.send(descriptor, bytes.baseAddress, bytes.count, SocketFlags.send)
        }
        // With nothing else in flight an empty socket takes any request that a template makes.
        guard count == size else { throw .system(call: "send", code: count < 0 ? errno : EMSGSIZE) }
    }

    fileprivate func readable() {
        do throws(LoadError) {
            try receive()
        } catch {
            run.fail(error)
        }
    }

    private func receive() throws(LoadError) {
        let count = run.receive(from: descriptor)
        guard count > 0 else {
            if count < 0, errno == EAGAIN || errno == EINTR { return }
            throw count == 0 ? .closed : .system(call: "recv", code: errno)
        }
        // A reference to the run's buffer, not a copy: the next call of `receive` comes when it is gone.
        let received = run.buffer
        if partial.isEmpty, try take(received.span.extracting(0..<count)) { return }
        let whole = partial + received[0..<count]
        partial = try take(whole.span) ? [] : whole
    }

    /// Whether the bytes are one whole answer, which is then counted.
    private func take(_ bytes: Span<UInt8>) throws(LoadError) -> Bool {
        guard let head = try ResponseHead(bytes) else { return false }
        let size = head.length + head.contentLength
        guard bytes.count >= size else { return false }
        guard bytes.count == size else { throw ResponseHead.unreadable(bytes) }
        let body = bytes.extracting(head.length..<size)
        guard head.status == 200 else { throw .refused(status: head.status, body: ResponseHead.text(body)) }
        let now = MonotonicClock.nanoseconds()
        run.answered(self, after: now - sentAt, body, at: now)
        return true
    }
}

private func loadConnectionReadable(_: Int32, _: Int16, _ context: UnsafeMutableRawPointer?) {
    guard let context = unsafe context else { return }
    unsafe Unmanaged<LoadConnection>.fromOpaque(context).takeUnretainedValue().readable()
}
