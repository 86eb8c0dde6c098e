import Testing

@testable import Waiting

/// Whatever happens in whatever order, nobody is forgotten and nobody is woken for nothing.
@Suite struct RandomLineTests {
    /// The last seed is a new one each time; what it finds is repeated with the number told.
    private static func seed(_ number: UInt64) -> UInt64 { number == 399 ? .random(in: 400...UInt64.max) : number }

    @Test(arguments: 0..<400 as Range<UInt64>)
    func `no signal is lost, without any look at the clock`(number: UInt64) {
        let seed = Self.seed(number)
        var simulation = Simulation(seed: seed, hasBarred: number % 2 == 1)
        for _ in 0..<20 {
            simulation.run()
            #expect(
                simulation.forgotten == [] && simulation.troubles == [],
                "seed \(seed): \(simulation.troubles) \(simulation.log.suffix(60).joined(separator: "\n"))"
            )
        }
        while let ticket = simulation.callers.keys.first { simulation.leave(ticket) }
        #expect(simulation.line.isEmpty)
    }

    @Test(arguments: 0..<100 as Range<UInt64>)
    func `nobody asks more often than items came`(number: UInt64) {
        var simulation = Simulation(seed: number, hasBarred: false)
        for _ in 0..<30 { simulation.run() }
        let most = simulation.entered + simulation.announced + simulation.unparked
        #expect(simulation.questions <= most, "\(simulation.questions) questions")
    }
}
