/// Hands out claims: the authority on who holds what until when, by its own clock.
///
/// Every call is one atomic step of the store. Guarantees G1, G3 and G6 of the contract rest here; MongoDB's record of
/// the decision (`ItemRecords`) adds G2 and G9.
package protocol ClaimStore: Sendable {
    /// A permit for items that are about to be recorded, good for a few seconds. Ask before the record is written, so that
    /// a caller that stalls afterwards publishes nothing late.
    func permitForNewItems(of client: Client) async throws(StoreFailure) -> PublishingPermit

    /// Takes, or renews, the lease under which pending items are read from MongoDB and published; one at a time for
    /// each client. False if another publisher is at work or the lease lapsed.
    func holdPublisherLease(_ name: String, for client: Client) async throws(StoreFailure) -> Bool

    func endPublisherLease(_ name: String, for client: Client) async throws(StoreFailure)

    /// Puts items into line; an item that is there in this round stays as it is, one of an older round makes way.
    /// Answers come in the order of the items, and items of one call, queue and priority that are due at once keep it.
    ///
    /// A call with a permit for new items must not be repeated if it may have been carried out (`maybeDone`): an item
    /// that was decided meanwhile would come back. Recovery finds out, and publishes what is missing.
    func publish(
        _ items: [QueuedItem],
        for client: Client,
        permit: PublishingPermit
    ) async throws(StoreFailure) -> [PublishAnswer]

    /// The caller's working set.
    func claim(_ request: ClaimRequest) async throws(StoreFailure) -> WorkingSet

    /// Takes back that an answer showed a claim, since nobody got the answer. A claim that no other answer has shown either is
    /// undone, as if it had never been made: the item has its old place, the delivery is not counted, nobody is remembered.
    /// Does nothing if the item is not claimed under `generation` any more, or is being decided.
    ///
    /// Once for each answer that showed the claim and did not tell of it (`ClaimedItem.isTold`).
    func unclaim(_ post: PostID, generation: Generation, for client: Client) async throws(StoreFailure)

    /// Verifies that the moderator may decide, and holds the item back until `acknowledge` or `reopen`.
    func beginDecision(
        on post: PostID,
        by moderator: ModeratorName,
        naming claim: NamedClaim,
        for client: Client
    ) async throws(StoreFailure) -> DecisionStart

    /// The same for a claim that this moderator is known to have had before the store lost its data, as long as nobody has
    /// claimed the item since.
    func resumeDecision(
        on post: PostID,
        by moderator: ModeratorName,
        under lost: LostClaim,
        for client: Client
    ) async throws(StoreFailure) -> DecisionStart

    /// Renews the moderator's claim for the client's lease, up to the longest hold.
    func extend(
        _ post: PostID,
        by moderator: ModeratorName,
        naming claim: NamedClaim,
        for client: Client
    ) async throws(StoreFailure) -> ClaimAnswer

    /// Ends the moderator's claim and puts the item back at its old due time, not to be handed to this moderator again in
    /// this round; or escalates it, when as many moderators have released it as the client allows.
    ///
    /// - Parameter anyones: whether a claim of anybody may be ended, as a supervisor does. That one counts as nobody's
    ///   release.
    func release(
        _ post: PostID,
        by moderator: ModeratorName,
        naming claim: NamedClaim,
        anyones: Bool,
        for client: Client
    ) async throws(StoreFailure) -> ClaimAnswer

    /// Ends the moderator's claim and moves the item to the queue of the supervisors. What is there already stays there,
    /// as if released.
    func escalate(
        _ post: PostID,
        by moderator: ModeratorName,
        naming claim: NamedClaim,
        for client: Client
    ) async throws(StoreFailure) -> ClaimAnswer

    /// Ends the item and publishes its result, once, whatever came in between; harmless when repeated.
    func acknowledge(_ stored: StoredDecision, for client: Client) async throws(StoreFailure)

    /// The same for many, in this order, of which some may have been acknowledged before: one that fails holds up no other.
    ///
    /// - Returns: those of which it is sure.
    /// - Throws: where there are none.
    func acknowledge(
        _ decisions: [StoredDecision],
        for client: Client
    ) async throws(StoreFailure) -> [StoredDecision]

    /// Publishes what is missing of the results of the kept time, where the store has lost any: in parts, each for a few
    /// seconds at most, by one server at a time.
    ///
    /// - Parameter name: of the server.
    /// - Returns: how many results went out.
    func refillResults(
        of client: Client,
        as name: String,
        from log: any ResultsLog
    ) async throws(StoreFailure) -> Int

    /// Takes back a decision that never reached MongoDB: the claim is what it was, under a new token. The caller has put a
    /// fence above `token` into MongoDB's document first. Nothing happens where it is not being decided under that token.
    func reopen(_ post: PostID, token: Generation, for client: Client) async throws(StoreFailure)

    /// Takes an item out, if its round is this one or older, whoever holds it: the record says that it is not pending
    /// in that round any more.
    func withdraw(_ post: PostID, upTo round: Int, for client: Client) async throws(StoreFailure)

    /// Returns expired claims of a queue to the line, escalates what has expired as often as the client allows, and gives this caller the decisions that are overdue.
    func expire(
        _ queue: QueueName,
        of client: Client
    ) async throws(StoreFailure) -> (ended: [EndedClaim], overdue: [OverdueDecision])

    /// The queues that hold an item.
    func queues(of client: Client) async throws(StoreFailure) -> [QueueName]

    /// Which of these items are in the store, with their rounds.
    func rounds(of posts: [PostID], for client: Client) async throws(StoreFailure) -> [PostID: Int]

    /// The claim on an item, and where the item stands; nil where the store has no such item.
    func look(at post: PostID, for client: Client) async throws(StoreFailure) -> ItemLook?

    /// How much waits and is claimed, and for how long; cheap, whatever the backlog.
    func stats(of client: Client) async throws(StoreFailure) -> ClientStats

    /// Decisions in the order in which they were acknowledged, after a cursor that an earlier call gave; as JSON texts.
    func results(
        of client: Client,
        after cursor: String,
        limit: Int
    ) async throws(StoreFailure) -> (decisions: [String], next: String)

    /// Whether this is not the store that should serve the client, but the one that does it for the time being: then results
    /// that went out from here go out once more where they belong.
    func standsIn(for client: Client) -> Bool

    /// Sees to it that what was given to the journal can be told, see `ClaimRoutes.certify`.
    func certify(_ client: Client) async throws(StoreFailure)

    /// The epoch in which the store serves the client; rises whenever the store may have lost data.
    func epoch(of client: Client) async throws(StoreFailure) -> Int64

    /// Whether the line may lack what waited when its epoch began: an epoch begins with the claims that stand, and the rest is
    /// put into line behind it. Until then an empty line says nothing about what there is.
    func isBeingFilled(_ client: Client) async throws(StoreFailure) -> Bool

    /// All that waited when `epoch` began is in line, or on the shelf. Harmless when repeated, or when another epoch is in force.
    func endFilling(of client: Client, in epoch: Int64) async throws(StoreFailure)
}

extension ClaimStore {
    package func standsIn(for client: Client) -> Bool { false }

    package func isBeingFilled(_ client: Client) async throws(StoreFailure) -> Bool { false }

    package func endFilling(of client: Client, in epoch: Int64) async throws(StoreFailure) {}

    package func certify(_ client: Client) async throws(StoreFailure) {}

    package func acknowledge(
        _ decisions: [StoredDecision],
        for client: Client
    ) async throws(StoreFailure) -> [StoredDecision] {
        for stored in decisions { try await acknowledge(stored, for: client) }
        return decisions
    }

    package func refillResults(
        of client: Client,
        as name: String,
        from log: any ResultsLog
    ) async throws(StoreFailure) -> Int { 0 }
}
