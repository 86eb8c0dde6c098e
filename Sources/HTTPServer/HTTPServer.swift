package import EventLoop
import Synchronization
package import TLS

/// An HTTP/1.1 server on the loops of a group: a listening socket of its own for each loop on the one address, and each
/// connection on the loop that accepted it.
///
/// `RequestParser` reads the protocol strictly: what two readers could understand differently is refused. Every client has
/// limits of time and memory (`HTTPLimits`), a handler learns when its client has gone, refusals are problem documents, and the
/// end is orderly.
package final class HTTPServer: Sendable {
    /// The port that is really bound.
    package let port: Int
    private let lanes: [HTTPLane]
    private let load: ServerLoad

    /// Binds `host` and `port` (0 for one that the system picks) and begins to accept.
    ///
    /// - Parameter certificate: with which it speaks TLS alone; nil for plain HTTP.
    package init(
        group: EventLoopGroup,
        host: String,
        port: Int,
        certificate: TLSCertificate? = nil,
        limits: HTTPLimits = HTTPLimits(),
        handler: any HTTPHandler
    ) throws(HTTPServerError) {
        // Answers are written to sockets that may be closed already, which would end the process.
        ProcessControl.ignoreBrokenPipes()
        let opened = try ListeningSocket.open(host: host, port: port, count: group.loops.count)
        let load = ServerLoad(limits: limits)
        self.port = opened.port
        self.load = load
        lanes = zip(group.loops, opened.sockets).map { loop, socket in
            HTTPLane(
                loop: loop,
                socket: socket,
                certificate: certificate,
                limits: limits,
                load: load,
                handler: handler
            )
        }
        for lane in lanes {
            lane.loop.execute {
                guard !lane.start() else { return }
                // Others go on; connections that the kernel gives to this socket would wait for ever.
                lane.stopAccepting()
            }
        }
    }

    /// Connections that are open now.
    package var connectionCount: Int { load.connectionCount }

    /// Closes the listening sockets: new connections are refused, open ones are served as before.
    package func stopAccepting() {
        for lane in lanes {
            lane.loop.execute { lane.stopAccepting() }
        }
    }

    /// Stops accepting and waits until every request that has begun to arrive is answered, at most `duration`.
    /// Answers now end their connections; connections without a request are closed at the end of the wait.
    /// Returns whether all were answered; the others go on. The loops must be running.
    package func drain(within duration: Duration) async -> Bool {
        await withTaskGroup(of: Bool.self) { group in
            for lane in lanes {
                group.addTask {
                    await withCheckedContinuation { done in
                        lane.loop.execute {
                            lane.drain(within: duration) { done.resume(returning: $0) }
                        }
                    }
                }
            }
            var isDrained = true
            for await one in group where !one { isDrained = false }
            return isDrained
        }
    }

    /// Stops accepting, cancels what is in flight and closes every connection; returns when that is done.
    /// Repeated calls do nothing. The loops must be running.
    package func close() async {
        for lane in lanes {
            await withCheckedContinuation { done in
                lane.loop.execute {
                    lane.close()
                    done.resume()
                }
            }
        }
    }
}
