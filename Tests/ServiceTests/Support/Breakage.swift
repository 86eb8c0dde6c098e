import TestSupport

/// A server that breaks at a failpoint, and another that goes on, for one client.
struct Breakage: Sendable {
    let tenant: Tenant
    let failing: ServerProcess
    let other: ServerProcess

    /// - Parameters:
    ///   - failpoint: As `MODPILOT_FAILPOINT` takes it.
    ///   - lease: In seconds.
    static func at(_ failpoint: String, lease: Int = 1) async throws -> Breakage {
        let pilot = try ModPilot()
        let tenant = try await Tenant.make(pilot, ["--lease", "\(lease)"])
        async let failing = pilot.serve(environment: ["MODPILOT_FAILPOINT": failpoint])
        async let other = pilot.serve()
        return Breakage(tenant: tenant, failing: try await failing, other: try await other)
    }

    /// Ingests one post at the other server, and has a moderator claim it at the failing one.
    func claimed(_ post: String, by moderator: Caller) async throws -> HeldItem {
        let answer = try await tenant.caller("backend", at: other).ingest(post)
        guard answer.status == 201 else { throw Unexpected(description: "ingest: \(answer)") }
        guard let item = try await moderator.claim().items.first else {
            throw Unexpected(description: "nothing to claim")
        }
        return item
    }

    /// Makes a call at the failing server, which must die of it unanswered.
    func dies(_ call: () async throws -> HTTPAnswer) async throws {
        let answer = try? await call()
        if let answer { throw Unexpected(description: "answered: \(answer)") }
        try await eventually("the server has died at its failpoint") { failing.exitStatus == 128 + 9 }
    }
}
