import EventLoop
import Glibc
import TLS

/// A server's part on one loop: a listening socket, and the connections that came by it.
///
/// Thread safety: everything but `loop` is touched on the loop's thread alone; the server comes here through
/// `loop.execute`, libevent calls back there, and handlers' tasks return there before they answer.
@safe final class HTTPLane: @unchecked Sendable {
    let loop: EventLoop
    let limits: HTTPLimits
    let handler: any HTTPHandler
    let load: ServerLoad
    /// Nil in the clear.
    private let certificate: TLSCertificate?
    /// Where what comes is read into, before it is appended to what a connection has.
    let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 * 1_024, alignment: 16)
    private(set) var isDraining = false
    private var socket: Int32?
    private var acceptor: Acceptor?
    private var connections: [ObjectIdentifier: HTTPConnection] = [:]
    private var sweep: LoopTimer?
    private var clock = HTTPDate()
    private(set) var isClosed = false
    /// Connections with a request that has begun to arrive and is not answered.
    private var busy = 0
    private var drained: (@Sendable (Bool) -> Void)?

    /// Takes over `socket`, which listens already.
    init(
        loop: EventLoop,
        socket: Int32,
        certificate: TLSCertificate?,
        limits: HTTPLimits,
        load: ServerLoad,
        handler: any HTTPHandler
    ) {
        self.loop = loop
        self.socket = socket
        self.certificate = certificate
        self.limits = limits
        self.load = load
        self.handler = handler
    }

    deinit {
        if let socket { Glibc.close(socket) }
        unsafe scratch.deallocate()
    }

    // MARK: - Accepting

    /// - Returns: false where the loop can't watch the listening socket.
    func start() -> Bool {
        guard let socket = socket.take() else { return false }
        let acceptor = Acceptor(socket, on: loop) { [unowned self] descriptor, address in
            admit(descriptor, from: address)
        }
        self.acceptor = acceptor
        armSweep()
        return acceptor.start()
    }

    func stopAccepting() {
        acceptor?.stop()
        guard let unused = socket else { return }
        socket = nil
        Glibc.close(unused)
    }

    private func admit(_ descriptor: Int32, from address: String) {
        let session: TLSSession?
        do throws(TLSError) {
            session = if let certificate { try TLSSession(certificate.context, over: descriptor) } else { nil }
        } catch {
            Glibc.close(descriptor)
            return
        }
        let socket = ClientSocket(descriptor: descriptor, session: session)
        guard load.enter() || dropStrangers() && load.enter() else {
            // Under TLS nothing can be said before the handshake.
            guard session == nil else { return socket.close() }
            // Of whom nothing is kept: what came already is read, or closing would reset the connection.
            _ = socket.send(ResponseHead.refusal(.tooManyConnections, date: date())[...], [])
            _ = unsafe socket.receive(into: scratch)
            return socket.close()
        }
        let connection = HTTPConnection(socket, from: address, in: self)
        connections[ObjectIdentifier(connection)] = connection
        if !connection.start() { connection.close() }
    }

    /// Makes room for those who come, where connections by which nobody asks anything have taken it all.
    ///
    /// - Returns: whether there is room now.
    private func dropStrangers() -> Bool {
        let now = MonotonicClock.milliseconds()
        let strangers = connections.values.lazy.filter { $0.isStranger(openFor: self.limits.strangerTime, at: now) }
        // Some at once: to look for them takes as long as there are connections.
        let some = Array(strangers.prefix(Self.strangersAtOnce))
        for stranger in some { stranger.close() }
        return !some.isEmpty
    }

    private static let strangersAtOnce = 64

    // MARK: - Connections

    func remove(_ connection: HTTPConnection) {
        if connections.removeValue(forKey: ObjectIdentifier(connection)) != nil { load.leave() }
    }

    func changedBusy(_ difference: Int) {
        busy += difference
        if busy == 0, isDraining { finishDrain(true) }
    }

    func date() -> String { clock.text() }

    /// Looks at every connection's deadline, often enough for the shortest of the limits.
    private func armSweep() {
        let times = [limits.requestTime, limits.idleTime, limits.handlerTime, limits.sendTime, limits.lingerTime]
        let pause = max(.milliseconds(20), min(.seconds(1), (times.min() ?? .seconds(1)) / 4))
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
        guard let body = drained else { return }
        drained = nil
        // Not at once: a connection is in the middle of its change.
        loop.execute {
            self.closeIdle()
            body(isComplete)
        }
    }

    private func closeIdle() {
        for connection in Array(connections.values) where connection.phase == .idle { connection.close() }
    }

    func close() {
        stopAccepting()
        isClosed = true
        sweep?.cancel()
        sweep = nil
        for connection in Array(connections.values) { connection.close() }
        finishDrain(false)
    }
}
