import Foundation
import TestSupport
import Testing

struct TCPRelayTests {
    /// Tells its name to all who come, and then what they say, until it is let go.
    private final class Host: Sendable {
        let listener: LoopbackListener

        init(_ name: String) throws {
            let listener = try LoopbackListener()
            self.listener = listener
            Thread.detachNewThread {
                while let caller = try? listener.accept() {
                    Thread.detachNewThread {
                        try? caller.send(Array(name.utf8))
                        // Held open until the other side ends it.
                        while let bytes = try? caller.receive(), !bytes.isEmpty { try? caller.send(bytes) }
                    }
                }
            }
        }

        deinit { listener.stop() }
    }

    private func name(at port: UInt16) async throws -> (socket: LoopbackSocket, name: String) {
        try await onThread {
            let socket = try LoopbackSocket(port: port, timeout: .seconds(10))
            return (socket, String(decoding: try socket.receive(), as: UTF8.self))
        }
    }

    @Test func `A relay leads to its target, ends all connections when it is cut, and leads elsewhere`() async throws {
        let (one, other) = (try Host("one"), try Host("other"))
        let relay = try TCPRelay(to: one.listener.port)
        let first = try await name(at: relay.port)
        #expect(first.name == "one")

        relay.cut()
        #expect(try await onThread { try first.socket.receive() } == [], "the connection goes on")
        #expect(try await name(at: relay.port).name == "", "somebody answers")

        relay.lead(to: other.listener.port)
        let second = try await name(at: relay.port)
        #expect(second.name == "other")
        relay.lead(to: one.listener.port)
        #expect(try await onThread { try second.socket.receive() } == [], "the connection goes on")
        #expect(try await name(at: relay.port).name == "one")
    }

    @Test func `Connections stay where they are when only newcomers are led elsewhere`() async throws {
        let (one, other) = (try Host("one"), try Host("other"))
        let relay = try TCPRelay(to: one.listener.port)
        let first = try await name(at: relay.port)
        relay.leadNewcomers(to: other.listener.port)
        #expect(try await name(at: relay.port).name == "other")
        let answer = try await onThread {
            try first.socket.send(Array("still here".utf8))
            return try first.socket.receive()
        }
        #expect(String(decoding: answer, as: UTF8.self) == "still here")
    }
}
