import CLibevent
import EventLoop
import Glibc

/// A second descriptor of a socket that evhttp closes: what the client still sends is read and dropped for a while,
/// as closing on unread input would reset the connection and could cost the client the answer.
///
/// Thread safety: touched on its lane's loop alone.
@safe final class Lingering: @unchecked Sendable {
    private let lane: HTTPLane
    private let descriptor: Int32
    private let deadline: Int64
    private var event: OpaquePointer?

    /// Nil when out of descriptors or memory.
    init?(duplicating socket: Int32, in lane: HTTPLane) {
        let copy = fcntl(socket, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0 else { return nil }
        self.lane = lane
        descriptor = copy
        deadline = MonotonicClock.milliseconds() + lane.limits.lingerTime.milliseconds
        // Unretained: the lane keeps this object until `close`, which frees the event.
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe event = event_new(lane.loop.base, copy, Int16(EV_READ | EV_PERSIST), lingeringReadable, context)
        if let event = unsafe event { unsafe event_add(event, nil) }
    }

    deinit {
        if let event = unsafe event { unsafe event_free(event) }
        Glibc.close(descriptor)
    }

    func checkDeadline(_ now: Int64) {
        if now >= deadline { lane.remove(self) }
    }

    fileprivate func readable() {
        let count = unsafe recv(descriptor, lane.scratch.baseAddress, lane.scratch.count, Int32(MSG_DONTWAIT))
        if count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR) { lane.remove(self) }
    }
}

private func lingeringReadable(_: Int32, _: Int16, _ context: UnsafeMutableRawPointer?) {
    guard let context = unsafe context else { return }
    unsafe Unmanaged<Lingering>.fromOpaque(context).takeUnretainedValue().readable()
}
