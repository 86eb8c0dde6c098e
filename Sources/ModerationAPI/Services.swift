package import EventLoop
package import Ingestion
package import Moderation
package import Waiting

/// What the API stands on. One for each event loop, since the claim store is the loop's own.
package struct Services: Sendable {
    package let directory: any CallerDirectory
    package let claims: any ClaimStore
    package let records: any ItemRecords
    /// Is told what happens to claims. Shared by all loops.
    package let journal: any Journal
    package let desk: DecisionDesk
    package let claimDesk: ClaimDesk
    package let ingestion: Ingestion
    package let shelf: any ShelfAttendant
    package let naming: any ClaimNaming
    /// Nothing while the claim path really works.
    package let readiness: @Sendable () async -> [ReadinessProblem]
    /// Where calls wait for something to give; shared by all loops.
    package let waiting: WaitingRoom
    /// The loop of these services, for timers.
    package let loop: EventLoop
    /// Shared by all loops.
    package let metrics: APIMetrics
    /// Shared by all loops.
    package let limits: CallLimits
    /// Shared by all loops.
    package let refusedTokens: RefusedTokens
    /// Text in Prometheus' format that others add to the metrics.
    package let moreMetrics: @Sendable () -> String
    /// The release, as `/healthz` shows it.
    package let version: String
    /// Is told why a call got `unavailable`, with its request id.
    package let report: @Sendable (StoreFailure, String) -> Void

    package init(
        directory: any CallerDirectory,
        claims: any ClaimStore,
        records: any ItemRecords,
        journal: any Journal,
        desk: DecisionDesk,
        ingestion: Ingestion,
        shelf: any ShelfAttendant = NoShelf(),
        naming: any ClaimNaming,
        readiness: @escaping @Sendable () async -> [ReadinessProblem],
        waiting: WaitingRoom,
        loop: EventLoop,
        metrics: APIMetrics = APIMetrics(),
        limits: CallLimits = CallLimits(),
        refusedTokens: RefusedTokens = RefusedTokens(),
        moreMetrics: @escaping @Sendable () -> String = { "" },
        version: String,
        report: @escaping @Sendable (StoreFailure, String) -> Void = { _, _ in }
    ) {
        self.directory = directory
        self.claims = claims
        self.records = records
        self.journal = journal
        self.desk = desk
        claimDesk = ClaimDesk(claims: claims, records: records, journal: journal, naming: naming)
        self.ingestion = ingestion
        self.shelf = shelf
        self.naming = naming
        self.readiness = readiness
        self.waiting = waiting
        self.loop = loop
        self.metrics = metrics
        self.limits = limits
        self.refusedTokens = refusedTokens
        self.moreMetrics = moreMetrics
        self.version = version
        self.report = report
    }
}
