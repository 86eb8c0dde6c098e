import Foundation
import Glibc
import Synchronization

/// An address that leads to another port of this machine, and can be cut, or led elsewhere, under those who use it; as far
/// away as it is told.
package final class TCPRelay: Sendable {
    /// Where it listens, for as long as it lives.
    package var port: UInt16 { listener.port }

    private let listener: LoopbackListener
    private let lines: Lines

    /// What the relay and its threads share.
    private final class Lines: Sendable {
        private struct State {
            var target: UInt16?
            var open: [ObjectIdentifier: LoopbackSocket] = [:]
        }

        private let state = Mutex(State())
        /// How long what comes is on its way, in each direction.
        private let delay: Duration

        init(delay: Duration) { self.delay = delay }

        func lead(to target: UInt16?, keepsConnections: Bool = false) {
            let cut = state.withLock { state in
                state.target = target
                return keepsConnections ? [] : state.open.values.map(\.self)
            }
            for socket in cut { socket.cut() }
        }

        func redirect(to target: UInt16) { state.withLock { $0.target = target } }

        /// Joins a caller to the target; without one it is left, and so hears that nobody is there.
        func join(_ caller: LoopbackSocket) {
            guard let target = state.withLock({ $0.target }),
                let callee = try? LoopbackSocket(port: target, timeout: .zero)
            else { return }
            let isCurrent = state.withLock { state in
                guard state.target == target else { return false }
                for socket in [caller, callee] { state.open[ObjectIdentifier(socket)] = socket }
                return true
            }
            guard isCurrent else { return }
            Thread.detachNewThread { self.pump(from: caller, to: callee) }
            Thread.detachNewThread { self.pump(from: callee, to: caller) }
        }

        private func pump(from source: LoopbackSocket, to sink: LoopbackSocket) {
            if delay == .zero {
                while let bytes = try? source.receive(), !bytes.isEmpty, (try? sink.send(bytes)) != nil {}
            } else {
                pumpLate(from: source, to: sink)
            }
            for socket in [source, sink] {
                socket.cut()
                state.withLock { _ = $0.open.removeValue(forKey: ObjectIdentifier(socket)) }
            }
        }

        /// Receiving goes on while what came before is on its way.
        private func pumpLate(from source: LoopbackSocket, to sink: LoopbackSocket) {
            let (way, delay) = (DelayedBytes(), delay)
            Thread.detachNewThread {
                while let bytes = try? source.receive(), !bytes.isEmpty { way.put(bytes, until: .now + delay) }
                way.put([], until: .now + delay)
            }
            while true {
                let bytes = way.take()
                guard !bytes.isEmpty, (try? sink.send(bytes)) != nil else { return }
            }
        }
    }

    /// Listens on a free port and leads to `target`.
    ///
    /// - Parameter delay: How long what is sent is on its way, in each direction.
    package init(to target: UInt16, delay: Duration = .zero) throws(SystemError) {
        let listener = try LoopbackListener()
        let lines = Lines(delay: delay)
        self.listener = listener
        self.lines = lines
        lines.lead(to: target)
        Thread.detachNewThread {
            while true {
                do throws(SystemError) {
                    lines.join(try listener.accept())
                } catch {
                    // Of a listener that was stopped. Whatever else happens to one caller, the next one is served.
                    guard error.code != EINVAL else { return }
                    FileHandle.standardError.write(Data("relay: \(error)\n".utf8))
                    usleep(10_000)
                }
            }
        }
    }

    deinit {
        listener.stop()
        lines.lead(to: nil)
    }

    /// Ends all connections; those who come are turned away until ``lead(to:)``.
    package func cut() { lines.lead(to: nil) }

    /// Leads who comes from now on to `target`; connections that there are stay where they lead.
    package func redirect(to target: UInt16) { lines.redirect(to: target) }

    /// Ends all connections, and leads who comes to `target`.
    package func lead(to target: UInt16) { lines.lead(to: target) }

    /// Leads who comes to `target`; connections stay where they are, as when an address moves to another host.
    package func leadNewcomers(to target: UInt16) { lines.lead(to: target, keepsConnections: true) }
}
