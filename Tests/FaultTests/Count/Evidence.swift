/// All that is known when a period is over and its last item should be decided.
struct Evidence: Sendable {
    var observations = Observations()
    var items: [StoredItem] = []
    var events: [StoredEvent] = []
    /// All results that can be read in the end, in order.
    var results: [SeenDecision] = []
    /// What stands in the stream of results in the end; nil where there is none.
    var published: [SeenDecision]?
    /// What the claim store still holds of the client beside results.
    var leftovers: [String] = []
}
