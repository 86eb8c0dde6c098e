import MongoClient
import TestSupport

/// A period of a run: a client of its own, faults under load, the last item decided, and a full count.
struct FaultPeriod: Sendable {
    /// In seconds: short, so that claims expire while others go on.
    static let lease = 4

    let stage: Stage
    let plan: FaultPlan
    let report: FaultReport
    let number: Int

    private static let recovery: Duration = .seconds(60)
    private static let drain: Duration = .seconds(120)

    /// - Parameter isOver: Whether no further fault is to happen.
    func run(until isOver: () -> Bool) async throws {
        let tenant = try await PeriodTenant.make(on: stage, tier: plan.tier)
        let record = LoadRecord()
        let crew = LoadCrew(
            stage: stage,
            tenant: tenant,
            tier: plan.tier,
            record: record,
            seed: plan.seed &+ UInt64(number) << 32
        )
        async let work: Void = crew.work()
        var violations: [Violation] = []
        var evidence = Evidence()
        let failure: (any Error)?
        do {
            violations = try await strikeAll(tenant, record, until: isOver)
            evidence = try await drain(tenant, record)
            failure = nil
        } catch {
            failure = error
        }
        record.phase = .over
        await work
        if let failure { throw failure }
        evidence.observations = record.observations
        var count = FullCount(evidence)
        for violation in violations { count.add(violation.kind, violation.post, violation.text) }
        report.add(count, of: record, period: number)
    }

    private func strikeAll(
        _ tenant: PeriodTenant,
        _ record: LoadRecord,
        until isOver: () -> Bool
    ) async throws -> [Violation] {
        var chance = SeededGenerator(seed: plan.seed ^ UInt64(number + 1) &* 0x9E37_79B9)
        var violations: [Violation] = []
        try await eventually("the load has begun", within: .seconds(30)) { record.observations.decisions.count > 50 }
        for (turn, kind) in plan.kinds(ofPeriod: number).enumerated() {
            if isOver() { break }
            let longest = plan.minutes == nil ? 800 : 3_000
            try await Task.sleep(for: .milliseconds(Int.random(in: 200...longest, using: &chance)))
            let began = Moment.now
            var next: Strike?
            do {
                next = try await strike(kind, on: tenant, record, &chance)
            } catch {
                violations.append(Violation(kind: .noFault, post: "", text: "\(kind.rawValue): \(error)"))
                for server in stage.servers.indices { try await stage.restart(server) }
                continue
            }
            if kind.killsServers { record.observe { $0.lostHistory(began.wall...Moment.now.wall) } }
            while let strike = next {
                if let loss = strike.loss { record.observe { $0.lostData(loss) } }
                if kind == .redisClockApart { record.observe { $0.clockChanged(to: strike.shift, at: strike.over) } }
                let recovery = try await recovery(from: strike.over, tenant, record, name: "probe-\(turn)")
                let operations = record.operations.values.reduce(0, +)
                report.happened(kind, strike.detail, recovery: recovery, operations: operations)
                if recovery == nil {
                    violations.append(Violation(kind: .noRecovery, post: "", text: "\(kind.rawValue) \(strike.detail)"))
                }
                next = try await strike.mend?()
            }
            for (index, server) in stage.servers.enumerated() {
                guard let status = server.exitStatus else { continue }
                let text = "server \(index) with status \(status): \(server.log.suffix(1_500))"
                violations.append(Violation(kind: .serverDied, post: "", text: text))
                try await stage.restart(index)
            }
        }
        return violations
    }

    private func strike(
        _ kind: FaultKind,
        on tenant: PeriodTenant,
        _ record: LoadRecord,
        _ chance: inout SeededGenerator
    ) async throws -> Strike {
        // A copy of its own, so that what follows doesn't depend on how much this kind left to chance.
        var own = SeededGenerator(seed: chance.next())
        return try await stage.strike(kind, on: tenant.client, under: record, &own)
    }

    /// How long it took until a fresh claim and its decision had succeeded on both servers; nil if it took too long.
    private func recovery(
        from start: Moment,
        _ tenant: PeriodTenant,
        _ record: LoadRecord,
        name: String
    ) async throws -> Duration? {
        try await withThrowingTaskGroup(of: Moment?.self) { group in
            for server in tenant.access.ports.indices {
                group.addTask {
                    try await onThread {
                        RecoveryProbe(tenant.access, record, server: server, name: "\(name)-\(server)")
                            .recovered(from: start, within: Self.recovery)
                    }
                }
            }
            var last = start
            for try await moment in group {
                guard let moment else { return nil }
                last = max(last, moment)
            }
            return last.since(start)
        }
    }

    /// Lets all be decided that was taken in, and collects what there is to see then.
    private func drain(_ tenant: PeriodTenant, _ record: LoadRecord) async throws -> Evidence {
        record.phase = .draining
        let mongo = try MongoClient(uri: stage.mongo.url(), threads: 1)
        let archive = Archive(mongo, client: tenant.client)
        let result: Result<Evidence, any Error>
        do {
            result = .success(try await evidence(archive, tenant, record))
        } catch {
            result = .failure(error)
        }
        await mongo.close()
        return try result.get()
    }

    private func evidence(_ archive: Archive, _ tenant: PeriodTenant, _ record: LoadRecord) async throws -> Evidence {
        // What is pending when the time is over is told by the count.
        let _: Void? = try? await eventually("all is decided", within: Self.drain, every: .milliseconds(250)) {
            try await archive.pending() == 0
        }
        var evidence = Evidence()
        evidence.leftovers = try await leftovers(tenant)
        evidence.events = try await archive.events()
        evidence.items = try await archive.items()
        let access = tenant.access
        let items = evidence.items
        // Results that a crash or an outage held up come within seconds, to the readers and to the stream.
        var results: [SeenDecision] = []
        var published: [SeenDecision]?
        let _: Void? = try? await eventually(
            "all results are published",
            within: .seconds(30),
            every: .milliseconds(500)
        ) {
            results = try await onThread {
                guard let all = ResultsReader(access, record, seed: 0).readAll() else {
                    throw Unexpected(description: "results can't be read")
                }
                return all
            }
            published = try await self.published(tenant)
            let known = Set(results).union(record.observations.followed.keys)
            // What was lost with the store does not go out again.
            let out = record.observations.losses.isEmpty ? published.map { Set($0) } : nil
            return items.allSatisfy { $0.decisions.allSatisfy { known.contains($0) && out?.contains($0) ?? true } }
        }
        evidence.results = results
        evidence.published = published
        return evidence
    }

    private func published(_ tenant: PeriodTenant) async throws -> [SeenDecision]? {
        guard plan.tier == .redis else { return nil }
        let entries = try await stage.shell("XRANGE", "moderation-manual-results-{\(tenant.client)}", "-", "+").array
        return try entries.map { entry in
            let fields = entry[1].array.compactMap(\.string)
            guard let name = fields.firstIndex(of: "decision"), fields.indices.contains(name + 1) else {
                throw Unexpected(description: "a result without its decision: \(fields)")
            }
            return try DecisionBody(json: fields[name + 1]).seen
        }
    }

    /// Keys of the client that hold anything but results, once there was time for them to go.
    private func leftovers(_ tenant: PeriodTenant) async throws -> [String] {
        guard plan.tier == .redis else { return [] }
        var left: [String] = []
        let _: Void? = try? await eventually("only results are left", within: .seconds(30), every: .milliseconds(200)) {
            left = try await RedisRemains(client: tenant.client, shell: stage.shell).keys()
            return left.isEmpty
        }
        return left
    }
}
