/// A claim's latency by the number of streams that hold items.
///
/// Every case is a client of its own with the same number of items in line. They take turns, so that what changes on the
/// machine meanwhile hits all of them.
enum StreamLatency {
    static func run(_ counts: [Int], _ options: BenchOptions) async throws -> StreamReport {
        let plan = options.isQuick ? StreamPlan.quick : .whole
        return try await Rig.run(options, clients: counts.count) { rig in
            var cases: [StreamCase] = []
            for (streams, target) in zip(counts, rig.targets) {
                Terminal.error("putting \(plan.waiting) items into \(streams) streams")
                let one = StreamCase(streams, plan, target, rig)
                try await one.prepare()
                cases.append(one)
            }
            Terminal.error("claiming, in \(plan.turns) turns")
            for turn in 0..<plan.turns {
                // Nobody is always first.
                for place in cases.indices { try await cases[(place + turn) % cases.count].takeTurn() }
            }
            var report = StreamReport(waiting: plan.waiting, claims: plan.claims * plan.turns)
            for one in cases { report.rows.append(try await one.result()) }
            return report
        }
    }
}
