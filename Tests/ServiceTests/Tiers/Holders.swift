import Synchronization
import TestSupport

/// Who was given which post, at which of several servers.
final class Holders: Sendable {
    private struct State {
        var given: [String: [(moderator: String, server: Int)]] = [:]
        var refused: [Int: Int] = [:]
        var isOver = false
    }

    private let state = Mutex(State())

    /// Posts that more than one person was given.
    var doubles: [String] { state.withLock { $0.given.filter { $0.value.count > 1 }.map(\.key) } }

    func count(at server: Int) -> Int {
        state.withLock { state in state.given.values.reduce(0) { $0 + $1.count { $0.server == server } } }
    }

    func refused(at server: Int) -> Int { state.withLock { $0.refused[server] ?? 0 } }

    func finish() { state.withLock { $0.isOver = true } }

    /// Somebody new asks for one post each time, and keeps it.
    func work(at ports: [UInt16], for tenant: Tenant, each: Int) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (server, port) in ports.enumerated() {
                for crew in 0..<each {
                    group.addTask { try await self.work(tenant, port, server, "m-\(server)-\(crew)") }
                }
            }
            try await group.waitForAll()
        }
    }

    private func work(_ tenant: Tenant, _ port: UInt16, _ server: Int, _ name: String) async throws {
        var number = 0
        while !state.withLock({ $0.isOver }) {
            let caller = Caller(port: port, token: tenant.token, moderator: "\(name)-\(number)")
            number += 1
            // Repeated by the same person, as whoever is refused does.
            while !state.withLock({ $0.isOver }) {
                let answer = try await caller.claim()
                if answer.status == 200 {
                    for item in try answer.items {
                        state.withLock { $0.given[item.post, default: []].append((caller.moderator, server)) }
                    }
                    break
                }
                state.withLock { $0.refused[server, default: 0] += 1 }
                try await Task.sleep(for: .milliseconds(50))
            }
            try await Task.sleep(for: .milliseconds(40))
        }
    }
}
