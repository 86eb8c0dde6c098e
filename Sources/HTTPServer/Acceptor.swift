import CLibevent
import EventLoop
import Glibc

/// Takes the connections that wait at a listening socket.
///
/// Where the process or the host is out of descriptors or memory it pauses: connections wait in the kernel meanwhile.
///
/// Thread safety: touched on its loop alone.
@safe final class Acceptor: @unchecked Sendable {
    private let loop: EventLoop
    private let take: (Int32, String) -> Void
    private var socket: Int32
    private var event: OpaquePointer?

    /// So many before other work of the loop has its turn.
    private static let mostInTurn = 64
    private static let pause = Duration.milliseconds(100)

    /// Takes over `socket`, which listens already and does not block.
    ///
    /// - Parameter take: gets each connection with the client's numeric address.
    init(_ socket: Int32, on loop: EventLoop, _ take: @escaping (Int32, String) -> Void) {
        self.socket = socket
        self.loop = loop
        self.take = take
    }

    deinit { stop() }

    /// - Returns: false where the loop can't watch the socket.
    func start() -> Bool {
        // Unretained: `stop` frees the event, at the latest when this object goes.
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        let events = Int16(EV_READ | EV_PERSIST)
        guard let event = unsafe event_new(loop.base, socket, events, acceptorReady, context) else { return false }
        unsafe self.event = event
        return unsafe event_add(event, nil) == 0
    }

    func stop() {
        if let event = unsafe event.take() { unsafe event_free(event) }
        if socket >= 0 { Glibc.close(socket) }
        socket = -1
    }

    fileprivate func ready() {
        for _ in 0..<Self.mostInTurn where socket >= 0 {
            var address = sockaddr_storage()
            var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
            let descriptor = unsafe withUnsafeMutablePointer(to: &address) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe accept4(socket, $0, &size, Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue))
                }
            }
            guard descriptor >= 0 else {
                switch errno {
                case EAGAIN: return
                // The client went, or its network did, before it was taken.
                case EINTR, ECONNABORTED, EPROTO, ENETDOWN, EHOSTDOWN, EHOSTUNREACH, ENETUNREACH: continue
                default: return rest()
                }
            }
            take(descriptor, Self.text(&address, size))
        }
    }

    private func rest() {
        guard let event = unsafe event else { return }
        unsafe event_del(event)
        loop.schedule(after: Self.pause) { [weak self] in
            guard let event = unsafe self?.event else { return }
            unsafe event_add(event, nil)
        }
    }

    private static func text(_ address: inout sockaddr_storage, _ size: socklen_t) -> String {
        var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let code = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe getnameinfo($0, size, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
            }
        }
        guard code == 0 else { return "" }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

private func acceptorReady(_: Int32, _: Int16, _ context: UnsafeMutableRawPointer?) {
    guard let context = unsafe context else { return }
    unsafe Unmanaged<Acceptor>.fromOpaque(context).takeUnretainedValue().ready()
}
