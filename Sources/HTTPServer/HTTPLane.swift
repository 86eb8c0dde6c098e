import CLibevent
import EventLoop
import Glibc

/// A server's part on one loop: an evhttp with its listening socket, and what it knows of its connections.
///
/// Thread safety: everything but `loop` is touched on the loop's thread alone; the server comes here through
/// `loop.execute`, libevent calls back there, and handlers' tasks return there before they answer.
@safe final class HTTPLane: @unchecked Sendable {
    let loop: EventLoop
    let limits: HTTPLimits
    let handler: any HTTPHandler
    let load: ServerLoad
    /// Where what nobody wants is read into.
    let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 * 1_024, alignment: 16)
    private(set) var isDraining = false
    private var socket: Int32
    private var http: OpaquePointer?
    private var listening: OpaquePointer?
    private var settling: OpaquePointer?
    private var unsettled: [HTTPConnection] = []
    /// By their bufferevents, whose addresses serve as names only.
    private var connections = unsafe [OpaquePointer: HTTPConnection]()
    private var lingering: [ObjectIdentifier: Lingering] = [:]
    private var sweep: LoopTimer?
    /// Connections with a request that has begun to arrive and is not answered.
    private var busy = 0
    private var drained: (@Sendable (Bool) -> Void)?

    /// Takes over `socket`, which listens already.
    init(loop: EventLoop, socket: Int32, limits: HTTPLimits, load: ServerLoad, handler: any HTTPHandler) {
        self.loop = loop
        self.socket = socket
        self.limits = limits
        self.load = load
        self.handler = handler
    }

    deinit {
        if socket >= 0 { Glibc.close(socket) }
        unsafe scratch.deallocate()
    }

    // MARK: - Accepting

    func start() {
        guard socket >= 0, let http = unsafe evhttp_new(loop.base) else { return }
        unsafe self.http = http
        unsafe evhttp_set_max_headers_size(http, limits.headBytes)
        unsafe evhttp_set_max_body_size(http, limits.bodyBytes)
        // All, unknown ones too: the handler knows which it wants.
        unsafe evhttp_set_allowed_methods(http, .max)
        unsafe evhttp_set_default_content_type(http, nil)
        // Not retained: until `close` has freed them, the sweep timer keeps the lane.
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe evhttp_set_bevcb(http, laneAccepted, context)
        unsafe evhttp_set_gencb(http, laneRequested, context)
        unsafe settling = event_new(loop.base, -1, 0, laneSettles, context)
        unsafe listening = evhttp_accept_socket_with_handle(http, socket)
        if let listening = unsafe listening {
            socket = -1
            unsafe evconnlistener_set_error_cb(evhttp_bound_socket_get_listener(listening), laneAcceptFailed)
        }
        armSweep()
    }

    func stopAccepting() {
        if let listening = unsafe listening.take(), let http = unsafe http {
            unsafe evhttp_del_accept_socket(http, listening)
        }
        if socket >= 0 { Glibc.close(socket) }
        socket = -1
    }

    /// The bufferevent of a new connection, whose socket evhttp sets later. Without one evhttp makes its own, and
    /// the connection gets no answer.
    fileprivate func accepted() -> OpaquePointer? {
        guard let bufferevent = unsafe bufferevent_socket_new(loop.base, -1, 0) else { return nil }
        let connection = unsafe HTTPConnection(bufferevent, in: self)
        unsafe connections[bufferevent] = connection
        settleSoon(connection)
        return unsafe bufferevent
    }

    /// Has `connection` settled within this turn of the loop, before anything is read or written.
    func settleSoon(_ connection: HTTPConnection) {
        unsettled.append(connection)
        if let settling = unsafe settling { unsafe event_active(settling, Int32(EV_TIMEOUT), 1) }
    }

    fileprivate func settle() {
        let due = unsettled
        unsettled = []
        for connection in due { connection.settle() }
    }

    fileprivate func requested(_ request: UnsafeMutablePointer<evhttp_request>) {
        let bufferevent = unsafe evhttp_connection_get_bufferevent(evhttp_request_get_connection(request))
        if let bufferevent = unsafe bufferevent, let connection = unsafe connections[bufferevent] {
            unsafe connection.handle(request)
        } else {
            unsafe evhttp_send_error(request, 503, nil)
        }
    }

    /// Out of descriptors, most likely: connections wait in the kernel until some are free.
    fileprivate func acceptFailed() {
        guard let listening = unsafe listening else { return }
        unsafe evconnlistener_disable(evhttp_bound_socket_get_listener(listening))
        loop.schedule(after: .milliseconds(100)) {
            guard let listening = unsafe self.listening else { return }
            unsafe evconnlistener_enable(evhttp_bound_socket_get_listener(listening))
        }
    }

    // MARK: - Connections

    /// `successor` takes the place of the connection in the server's count.
    func remove(_ connection: HTTPConnection, successor: Lingering?) {
        unsafe connections[connection.bufferevent] = nil
        if let successor {
            lingering[ObjectIdentifier(successor)] = successor
        } else if connection.isCounted {
            load.leave()
        }
    }

    func remove(_ rest: Lingering) {
        if lingering.removeValue(forKey: ObjectIdentifier(rest)) != nil { load.leave() }
    }

    func changedBusy(_ difference: Int) {
        busy += difference
        if busy == 0, isDraining { finishDrain(true) }
    }

    /// Looks at every connection's deadline, often enough for the shortest of the limits.
    private func armSweep() {
        let times = [limits.requestTime, limits.idleTime, limits.handlerTime, limits.sendTime, limits.lingerTime]
        let pause = max(.milliseconds(20), min(.seconds(1), (times.min() ?? .seconds(1)) / 4))
        sweep = loop.schedule(after: pause) {
            let now = MonotonicClock.milliseconds()
            for connection in unsafe Array(self.connections.values) { connection.checkDeadline(now) }
            for rest in Array(self.lingering.values) { rest.checkDeadline(now) }
            if unsafe self.http != nil { self.armSweep() }
        }
    }

    // MARK: - The end

    func drain(within duration: Duration, _ body: @escaping @Sendable (Bool) -> Void) {
        stopAccepting()
        guard !isDraining, unsafe http != nil, busy > 0 else {
            isDraining = true
            closeIdle()
            body(busy == 0)
            return
        }
        isDraining = true
        drained = body
        loop.schedule(after: duration) { self.finishDrain(false) }
    }

    private func finishDrain(_ isComplete: Bool) {
        guard let body = drained.take() else { return }
        // Not at once: this may be called from within evhttp.
        loop.execute {
            self.closeIdle()
            body(isComplete)
        }
    }

    private func closeIdle() {
        for connection in unsafe Array(connections.values) where connection.phase == .idle { connection.cut() }
    }

    func close() {
        stopAccepting()
        sweep?.cancel()
        sweep = nil
        // Ends every connection, each by its close callback.
        if let http = unsafe http.take() { unsafe evhttp_free(http) }
        if let settling = unsafe settling.take() { unsafe event_free(settling) }
        for rest in Array(lingering.values) { remove(rest) }
        finishDrain(false)
    }
}

private func lane(_ context: UnsafeMutableRawPointer?) -> HTTPLane? {
    guard let context = unsafe context else { return nil }
    return unsafe Unmanaged<HTTPLane>.fromOpaque(context).takeUnretainedValue()
}

private func laneAccepted(_: OpaquePointer?, _ context: UnsafeMutableRawPointer?) -> OpaquePointer? {
    unsafe lane(context)?.accepted()
}

private func laneRequested(_ request: UnsafeMutablePointer<evhttp_request>?, _ context: UnsafeMutableRawPointer?) {
    if let request = unsafe request { unsafe lane(context)?.requested(request) }
}

private func laneSettles(_: Int32, _: Int16, _ context: UnsafeMutableRawPointer?) {
    unsafe lane(context)?.settle()
}

private func laneAcceptFailed(_: OpaquePointer?, _ context: UnsafeMutableRawPointer?) {
    unsafe lane(context)?.acceptFailed()
}
