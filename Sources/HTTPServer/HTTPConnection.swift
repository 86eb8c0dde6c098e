import CLibevent
import EventLoop
import Glibc

/// What the server knows of one evhttp connection: where it stands, until when it may stand there, and the
/// request that the handler has.
///
/// evhttp owns the connection and frees it by itself at every end, and says so through its close callback; whoever
/// holds this object learns it by the phase `closed`, after which `bufferevent` and `request` are not touched. To
/// end a connection early, `cut` reports an end of input that did not happen.
///
/// Thread safety: touched on its lane's loop alone. libevent calls back there, and the handler's task prefers it.
@safe final class HTTPConnection: @unchecked Sendable {
    enum Phase {
        /// Between requests.
        case idle
        /// evhttp reads a request.
        case receiving
        /// The handler has the request.
        case handling
        /// evhttp writes the answer.
        case sending
        case closed
    }

    let lane: HTTPLane
    /// evhttp's; valid until the phase is `closed`.
    let bufferevent: OpaquePointer
    private(set) var phase = Phase.idle
    /// The request whose answer has not left. It is owned, so that evhttp leaves it alone when the connection ends.
    private var request: UnsafeMutablePointer<evhttp_request>?
    private var requestNumber = 0
    private var task: Task<Void, Never>?
    /// Tells that the client leaves while evhttp does not read.
    private var watch: OpaquePointer?
    private var isPeerFinished = false
    private var isAdopted = false
    private(set) var isCounted = false
    private var isOverloaded = false
    /// What the client still sends is read and dropped after the end.
    private var lingers = false
    /// Bytes that have come of the request, and those of them that count towards the server's load.
    private var receivedBytes = 0
    private var heldBytes = 0
    private var deadline: Int64 = 0

    init(_ bufferevent: OpaquePointer, in lane: HTTPLane) {
        unsafe self.bufferevent = bufferevent
        self.lane = lane
        // Unretained: the lane keeps the connection until evhttp has freed the bufferevent with both buffers.
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe evbuffer_add_cb(bufferevent_get_input(bufferevent), connectionReceived, context)
        unsafe evbuffer_add_cb(bufferevent_get_output(bufferevent), connectionWrote, context)
        // Until `settle` knows that evhttp has taken the bufferevent.
        unsafe bufferevent_incref(bufferevent)
        setDeadline(lane.limits.idleTime)
    }

    private var descriptor: Int32 { unsafe bufferevent_getfd(bufferevent) }

    // MARK: - Phases

    private func enter(_ next: Phase) {
        let wasBusy = isBusy
        phase = next
        switch next {
        case .idle: setDeadline(lane.limits.idleTime)
        case .receiving: setDeadline(lane.limits.requestTime)
        case .handling: setDeadline(lane.limits.handlerTime)
        case .sending: setDeadline(lane.limits.sendTime)
        case .closed: break
        }
        if isBusy != wasBusy { lane.changedBusy(isBusy ? 1 : -1) }
    }

    private var isBusy: Bool { phase == .receiving || phase == .handling || phase == .sending }

    private func setDeadline(_ duration: Duration) {
        deadline = MonotonicClock.milliseconds() + duration.milliseconds
    }

    /// Ends what has lasted too long.
    func checkDeadline(_ now: Int64) {
        guard now >= deadline else { return }
        switch phase {
        case .receiving: cut(telling: .tooSlow)
        case .handling: refuse(.notAnswered)
        case .idle, .sending: cut()
        case .closed: break
        }
    }

    /// Makes evhttp end the connection now. The failure is written past evhttp, whose output is empty while it
    /// reads. Not from within its callbacks, nor from those of its buffers.
    func cut(telling failure: RequestFailure? = nil) {
        guard phase != .closed else { return }
        if let failure {
            let bytes = failure.wholeResponse
            _ = unsafe send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
            lingers = isCounted
            // Of whom nothing is kept: what came already is read, or closing would reset the connection.
            if !lingers {
                _ = unsafe recv(descriptor, lane.scratch.baseAddress, lane.scratch.count, Int32(MSG_DONTWAIT))
            }
        }
        unsafe bufferevent_trigger_event(bufferevent, Int16(BEV_EVENT_EOF | BEV_EVENT_READING), 0)
    }

    /// What evhttp's and its buffers' callbacks have put off, because they may not end a connection.
    func settle() {
        if !isAdopted { adopt() }
        guard phase != .closed else { return }
        if isOverloaded {
            cut(telling: .tooManyBytes)
        } else if phase == .receiving, let failure = failureOfLibrary() {
            cut(telling: failure)
        }
    }

    private func adopt() {
        isAdopted = true
        var connection: UnsafeMutableRawPointer?
        unsafe bufferevent_getcb(bufferevent, nil, nil, nil, &connection)
        // evhttp's argument to its own callbacks is its connection, until it has given up on it.
        if let connection = unsafe connection {
            let context = unsafe Unmanaged.passUnretained(self).toOpaque()
            unsafe evhttp_connection_set_closecb(OpaquePointer(connection), connectionClosed, context)
            isCounted = lane.load.enter()
            var yes: Int32 = 1
            unsafe setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
        } else {
            closed()
        }
        unsafe bufferevent_decref(bufferevent)
        guard !isCounted, phase != .closed else { return }
        cut(telling: .tooManyConnections)
    }

    /// evhttp is about to free the connection, and with it whatever it waits for.
    fileprivate func closed() {
        guard phase != .closed else { return }
        task?.cancel()
        task = nil
        if let watch = unsafe watch.take() { unsafe event_free(watch) }
        letGoOfBytes()
        if let request = unsafe request.take() {
            // evhttp still has the request in its list until this callback has returned.
            let orphan = unsafe OrphanedRequest(request)
            lane.loop.execute { orphan.free() }
        }
        let successor = lingers && !isPeerFinished ? Lingering(duplicating: descriptor, in: lane) : nil
        lane.remove(self, successor: successor)
        enter(.closed)
    }

    // MARK: - Receiving

    fileprivate func received(_ count: Int) {
        if phase == .idle { enter(.receiving) }
        guard phase == .receiving else { return }
        receivedBytes += count
        guard receivedBytes > lane.limits.headBytes else { return }
        // Chunks' sizes have no limit of their own, so that the buffer must have one.
        let waiting = unsafe evbuffer_get_length(bufferevent_get_input(bufferevent))
        if lane.load.hold(receivedBytes - heldBytes), waiting <= lane.limits.bodyBytes + lane.limits.headBytes {
            heldBytes = receivedBytes
        } else {
            isOverloaded = true
            lane.settleSoon(self)
        }
    }

    /// evhttp writes by itself while it receives: leave to go on, or an error page.
    fileprivate func libraryWrote() {
        if phase == .receiving { lane.settleSoon(self) }
    }

    /// The failure that evhttp's error page tells of. No byte of it has left: writing begins with the next turn of
    /// the loop.
    private func failureOfLibrary() -> RequestFailure? {
        var piece = unsafe iovec()
        let output = unsafe bufferevent_get_output(bufferevent)
        guard unsafe evbuffer_peek(output, -1, nil, &piece, 1) > 0, unsafe piece.iov_len > 12 else { return nil }
        // "HTTP/1.1 400": the line was written at once into an empty buffer, so it is in one piece.
        let line = unsafe UnsafeRawBufferPointer(start: piece.iov_base, count: 12)
        let status = unsafe String(decoding: line[9..<12], as: UTF8.self)
        switch status {
        case "100": return nil
        case "413": return .bodyTooLarge(limit: lane.limits.bodyBytes)
        case "417": return .unknownExpectation
        default:
            return receivedBytes > lane.limits.headBytes
                ? .headersTooLarge : .malformed("the request line or a header is malformed")
        }
    }

    private func letGoOfBytes() {
        if heldBytes > 0 { lane.load.release(heldBytes) }
        heldBytes = 0
        receivedBytes = 0
    }

    // MARK: - Handling

    /// evhttp has a whole request.
    func handle(_ request: UnsafeMutablePointer<evhttp_request>) {
        unsafe evhttp_request_own(request)
        unsafe self.request = request
        enter(.handling)
        requestNumber += 1
        let number = requestNumber
        let taken: HTTPRequest
        do throws(RequestFailure) {
            taken = try unsafe RequestReader.read(request, limits: lane.limits)
        } catch {
            refuse(error)
            return
        }
        let started = Task.immediate(executorPreference: lane.loop) { [lane, self] in
            let response = await lane.handler.respond(to: taken, on: lane.loop)
            finish(number, response)
        }
        guard phase == .handling, requestNumber == number else { return }
        task = started
        watchPeer()
    }

    /// The handler's answer to request `number`; void if that one is not in flight any more.
    private func finish(_ number: Int, _ response: HTTPResponse) {
        guard lane.loop.isCurrent else {
            // A handler that left the loop for good, by an unstructured way of its own.
            lane.loop.execute { self.finish(number, response) }
            return
        }
        guard phase == .handling, requestNumber == number else { return }
        answer(response, closes: lane.isDraining)
    }

    /// Answers with a failure and ends the connection.
    private func refuse(_ failure: RequestFailure) {
        lingers = true
        answer(failure.response, closes: true)
    }

    private func answer(_ response: HTTPResponse, closes: Bool) {
        guard phase == .handling, let request = unsafe request else { return }
        task?.cancel()
        task = nil
        if let watch = unsafe watch { unsafe event_del(watch) }
        letGoOfBytes()
        enter(.sending)
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe evhttp_request_set_on_complete_cb(request, connectionAnswered, context)
        if unsafe ResponseSender.send(response, to: request, closes: closes) { lingers = true }
        // evhttp would read meanwhile, without any limit, and drop the answer at the end of what the client sends.
        unsafe bufferevent_disable(bufferevent, Int16(EV_READ))
    }

    /// The whole answer has left.
    fileprivate func answered() {
        guard phase == .sending else { return }
        // evhttp frees it after this.
        unsafe request = nil
        let waiting = unsafe evbuffer_get_length(bufferevent_get_input(bufferevent))
        enter(waiting > 0 ? .receiving : .idle)
        receivedBytes = waiting
    }

    // MARK: - Leaving

    private func watchPeer() {
        // Edge-triggered, as an error that nobody takes would be reported forever; not to be mixed with evhttp's
        // own events, of which there are none but for leave to go on that has not left.
        guard unsafe evbuffer_get_length(bufferevent_get_output(bufferevent)) == 0 else { return }
        if unsafe watch == nil {
            let events = Int16(EV_READ | EV_CLOSED | EV_ET | EV_PERSIST)
            // As with the buffers' callbacks; `closed` frees the event.
            let context = unsafe Unmanaged.passUnretained(self).toOpaque()
            unsafe watch = event_new(lane.loop.base, descriptor, events, connectionPeerChanged, context)
        }
        if let watch = unsafe watch { unsafe event_add(watch, nil) }
    }

    /// The client sent something, closed its side or is gone. One that still listens is answered; but most have
    /// gone altogether, so the handler learns that nobody may be waiting.
    fileprivate func peerChanged(_ events: Int32) {
        guard phase == .handling else { return }
        var code: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        var byte: UInt8 = 0
        unsafe getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &size)
        let count = unsafe recv(descriptor, &byte, 1, Int32(MSG_PEEK | MSG_DONTWAIT))
        if code != 0 {
            cut()
        } else if events & EV_CLOSED != 0 || count == 0 {
            isPeerFinished = true
            task?.cancel()
        }
    }
}

private func connection(_ context: UnsafeMutableRawPointer?) -> HTTPConnection? {
    guard let context = unsafe context else { return nil }
    // The lane keeps the connection until evhttp has freed whatever calls back with it.
    return unsafe Unmanaged<HTTPConnection>.fromOpaque(context).takeUnretainedValue()
}

private func connectionReceived(
    _: OpaquePointer?,
    _ info: UnsafePointer<evbuffer_cb_info>?,
    _ context: UnsafeMutableRawPointer?
) {
    guard let added = unsafe info?.pointee.n_added, added > 0 else { return }
    unsafe connection(context)?.received(added)
}

private func connectionWrote(
    _: OpaquePointer?,
    _ info: UnsafePointer<evbuffer_cb_info>?,
    _ context: UnsafeMutableRawPointer?
) {
    // Only the beginning matters.
    guard let info = unsafe info, unsafe info.pointee.orig_size == 0, unsafe info.pointee.n_added > 0 else { return }
    unsafe connection(context)?.libraryWrote()
}

private func connectionAnswered(_: UnsafeMutablePointer<evhttp_request>?, _ context: UnsafeMutableRawPointer?) {
    unsafe connection(context)?.answered()
}

private func connectionClosed(_: OpaquePointer?, _ context: UnsafeMutableRawPointer?) {
    unsafe connection(context)?.closed()
}

private func connectionPeerChanged(_: Int32, _ events: Int16, _ context: UnsafeMutableRawPointer?) {
    unsafe connection(context)?.peerChanged(Int32(events))
}
