import RedisClient
import TestSupport

/// Stands between a connection and a real Redis, and answers the command `ECHO attack` by bytes of its own.
final class HostileRedis: Sendable {
    let url: RedisURL
    private let listener: LoopbackListener

    /// - Parameters:
    ///   - real: the port of the real one.
    ///   - attack: what is sent, piece by piece, until nil or nobody reads any more.
    init(before real: UInt16, attack: @escaping @Sendable (Int) -> [UInt8]?) throws {
        let listener = try LoopbackListener()
        self.listener = listener
        url = try RedisURL("redis://127.0.0.1:\(listener.port)")
        Task {
            try? await onThread {
                while true {
                    let client = try listener.accept()
                    let server = try LoopbackSocket(port: real, timeout: .seconds(60))
                    Task { try? await onThread { try Self.relayBack(server, client) } }
                    Task { try? await onThread { try Self.relay(client, server, attack) } }
                }
            }
        }
    }

    deinit { listener.stop() }

    private static func relayBack(_ server: LoopbackSocket, _ client: LoopbackSocket) throws {
        defer { client.cut() }
        while true {
            let bytes = try server.receive()
            guard !bytes.isEmpty else { return }
            try client.send(bytes)
        }
    }

    private static func relay(
        _ client: LoopbackSocket,
        _ server: LoopbackSocket,
        _ attack: (Int) -> [UInt8]?
    ) throws {
        defer { server.cut() }
        while true {
            let bytes = try client.receive()
            guard !bytes.isEmpty else { return }
            guard String(decoding: bytes, as: UTF8.self).contains("attack") else {
                try server.send(bytes)
                continue
            }
            var number = 0
            while let piece = attack(number) {
                try client.send(piece)
                number += 1
            }
        }
    }
}
