import TestSupport

/// All who make load in a period, each on a thread of its own.
struct LoadCrew: Sendable {
    let stage: Stage
    let tenant: PeriodTenant
    let tier: FaultPlan.Tier
    let record: LoadRecord
    let seed: UInt64

    static let moderators = 32
    /// The second one works in the end alone, and never releases: there is always one who gets what the other gave back.
    static let supervisors = ["sue", "sam"]

    /// Works until the record says that the period is over.
    func work() async {
        await withDiscardingTaskGroup { group in
            for number in 0..<Self.moderators {
                add(to: &group) { $0.moderator("m-\(number)", isSupervisor: false, number).work() }
            }
            add(to: &group) { $0.moderator(Self.supervisors[0], isSupervisor: true, 100).work() }
            add(to: &group) { crew in
                while crew.record.phase == .working { pause(milliseconds: 100) }
                crew.moderator(Self.supervisors[1], isSupervisor: true, 99).work()
            }
            add(to: &group) { LoadBackend($0.tenant.access, $0.record, seed: $0.seed(of: 101)).work() }
            add(to: &group) { ResultsReader($0.tenant.access, $0.record, seed: $0.seed(of: 102)).work() }
            guard tier == .redis else { return }
            add(to: &group) {
                LoadStream(client: $0.tenant.client, port: $0.stage.relays[0].port, $0.record, seed: $0.seed(of: 103))
                    .work()
            }
        }
    }

    private func add(to group: inout DiscardingTaskGroup, _ work: @escaping @Sendable (LoadCrew) -> Void) {
        group.addTask { try? await onThread { work(self) } }
    }

    private func moderator(_ name: String, isSupervisor: Bool, _ number: Int) -> LoadModerator {
        LoadModerator(tenant.access, record, name: name, isSupervisor: isSupervisor, seed: seed(of: number))
    }

    private func seed(of number: Int) -> UInt64 { seed &+ UInt64(number) &* 1_000_003 }
}
