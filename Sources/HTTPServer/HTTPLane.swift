import CLibevent
import EventLoop
import Glibc

/// A server's part on one loop: its listening socket and the connections that came in by it.
///
/// Thread safety: everything but `loop` is touched on the loop's thread alone; the server comes here through
/// `loop.execute`, libevent calls back there, and handlers' tasks return there before they answer.
@safe final class HTTPLane: @unchecked Sendable {
    let loop: EventLoop
    let limits: HTTPLimits
    let handler: any HTTPHandler
    /// Where all connections read into, one after the other.
    let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 * 1_024, alignment: 16)
    /// What the connection that is being served has to say; empty between callbacks.
    var output: [UInt8] = []
    var date = DateLine()
    private(set) var isDraining = false
    let load: ServerLoad
    private var socket: Int32
    private var listener: OpaquePointer?
    private var connections: [ObjectIdentifier: HTTPConnection] = [:]
    private var sweep: LoopTimer?
    /// Connections with a request that has begun to arrive and is not answered.
    private var busy = 0
    private var drained: (@Sendable (Bool) -> Void)?
    private var isClosed = false

    /// Takes over `socket`, which listens already.
    init(loop: EventLoop, socket: Int32, limits: HTTPLimits, load: ServerLoad, handler: any HTTPHandler) {
        self.loop = loop
        self.socket = socket
        self.limits = limits
        self.load = load
        self.handler = handler
    }

    deinit {
        stopAccepting()
        // Connections, which alone use it, are gone: the table held them.
        unsafe scratch.deallocate()
    }

    // MARK: - Accepting

    func start() {
        guard !isClosed, socket >= 0 else { return }
        let flags = UInt32(LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC)
        // The context is not retained: `stopAccepting` frees the listener, and until then the sweep timer
        // keeps the lane. Backlog 0: the socket listens already.
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe listener = evconnlistener_new(loop.base, laneAccepted, context, flags, 0, socket)
        if let listener = unsafe listener {
            socket = -1
            unsafe evconnlistener_set_error_cb(listener, laneAcceptFailed)
        }
        armSweep()
    }

    func stopAccepting() {
        if let listener = unsafe listener.take() { unsafe evconnlistener_free(listener) }
        if socket >= 0 { Glibc.close(socket) }
        socket = -1
    }

    fileprivate func accepted(_ descriptor: Int32, from address: String) {
        guard load.enter() else {
            refuse(descriptor)
            return
        }
        var yes: Int32 = 1
        // Answers are written whole: waiting for more would only delay them.
        unsafe setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
        guard let connection = HTTPConnection(descriptor, from: address, in: self) else {
            load.leave()
            Glibc.close(descriptor)
            return
        }
        connections[ObjectIdentifier(connection)] = connection
    }

    private func refuse(_ descriptor: Int32) {
        var bytes: [UInt8] = []
        let framing = ResponseWriter.Framing(closes: true)
        ResponseWriter.append(RequestFailure.tooManyConnections.response, framing, date: date.now(), to: &bytes)
        _ = unsafe send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        // What the client has sent already is read, or closing would reset the connection before it sees why.
        shutdown(descriptor, Int32(SHUT_WR))
        _ = unsafe recv(descriptor, scratch.baseAddress, scratch.count, Int32(MSG_DONTWAIT))
        Glibc.close(descriptor)
    }

    /// Out of descriptors, most likely: connections wait in the kernel until some are free.
    fileprivate func acceptFailed() {
        guard let listener = unsafe listener else { return }
        unsafe evconnlistener_disable(listener)
        loop.schedule(after: .milliseconds(100)) {
            guard let listener = unsafe self.listener else { return }
            unsafe evconnlistener_enable(listener)
        }
    }

    // MARK: - Connections

    func remove(_ connection: HTTPConnection) {
        guard connections.removeValue(forKey: ObjectIdentifier(connection)) != nil else { return }
        load.leave()
    }

    func becameBusy() {
        busy += 1
    }

    func becameIdle() {
        busy -= 1
        if busy == 0, isDraining { finishDrain(true) }
    }

    /// Looks at every connection's deadline, often enough for the shortest of the limits.
    private func armSweep() {
        let shortest = min(
            limits.requestTime,
            limits.idleTime,
            limits.handlerTime,
            limits.sendTime,
            limits.lingerTime
        )
        let pause = max(.milliseconds(20), min(.seconds(1), shortest / 4))
        sweep = loop.schedule(after: pause) {
            let now = MonotonicClock.milliseconds()
            for connection in Array(self.connections.values) { connection.checkDeadline(now) }
            if !self.isClosed { self.armSweep() }
        }
    }

    // MARK: - The end

    func drain(within duration: Duration, _ body: @escaping @Sendable (Bool) -> Void) {
        stopAccepting()
        guard !isDraining, !isClosed, busy > 0 else {
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
        closeIdle()
        body(isComplete)
    }

    private func closeIdle() {
        for connection in Array(connections.values) where connection.isIdle { connection.close() }
    }

    func close() {
        isClosed = true
        stopAccepting()
        sweep?.cancel()
        sweep = nil
        for connection in Array(connections.values) { connection.close() }
        finishDrain(false)
    }
}

private func laneAccepted(
    _: OpaquePointer?,
    _ descriptor: Int32,
    _ address: UnsafeMutablePointer<sockaddr>?,
    _ size: Int32,
    _ context: UnsafeMutableRawPointer?
) {
    guard let context = unsafe context else { return }
    // Longer than any numeric address with its zone.
    var host = [CChar](repeating: 0, count: 128)
    let code = unsafe getnameinfo(
        address,
        socklen_t(size),
        &host,
        socklen_t(host.count),
        nil,
        0,
        Int32(NI_NUMERICHOST)
    )
    let end = host.firstIndex(of: 0) ?? 0
    let text = code == 0 ? String(decoding: host[..<end].lazy.map { UInt8(bitPattern: $0) }, as: UTF8.self) : ""
    unsafe Unmanaged<HTTPLane>.fromOpaque(context).takeUnretainedValue().accepted(descriptor, from: text)
}

private func laneAcceptFailed(_: OpaquePointer?, _ context: UnsafeMutableRawPointer?) {
    guard let context = unsafe context else { return }
    unsafe Unmanaged<HTTPLane>.fromOpaque(context).takeUnretainedValue().acceptFailed()
}
