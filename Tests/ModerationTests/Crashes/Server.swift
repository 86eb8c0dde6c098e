import ClaimFixtures
import Moderation

/// One server process over stores that outlive it.
struct Server {
    let claims: any ClaimStore
    let records: any ItemRecords
    let desk: DecisionDesk
    let recovery: Recovery
    let life: Lifeline
    let journal = MemoryJournal()

    /// - Parameter deadly: it dies when it passes this place.
    init(on claims: any ClaimStore, _ records: any ItemRecords, dyingAt deadly: Failpoint? = nil) {
        let life = Lifeline()
        let failpoints = Failpoints { if $0 == deadly { life.cut() } }
        self.life = life
        self.claims = MortalClaims(store: claims, life: life)
        self.records = MortalRecords(records: records, life: life)
        desk = DecisionDesk(
            claims: self.claims,
            records: self.records,
            journal: journal,
            naming: PlainNaming(),
            failpoints: failpoints
        )
        recovery = Recovery(
            claims: self.claims,
            records: self.records,
            journal: journal,
            failpoints: failpoints
        )
    }

    /// As each server does again and again. What fails is found by the next run.
    func recover(_ client: Client, as name: String) async throws(StoreFailure) {
        _ = try await recovery.settle(client)
        _ = try await recovery.publishResults(client)
        _ = try await recovery.takeOutEnded(client)
        _ = try await recovery.queueStrays(client, as: name, batch: 3)
    }
}
