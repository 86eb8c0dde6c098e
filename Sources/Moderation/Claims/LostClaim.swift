/// A claim that was made in an earlier epoch of the claim store, which has lost its data since.
package struct LostClaim: Equatable, Sendable {
    package let generation: Generation
    package let round: Int

    package init(generation: Generation, round: Int) {
        self.generation = generation
        self.round = round
    }
}
