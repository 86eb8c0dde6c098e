import TestSupport
import Testing

/// Nobody ends the server by having it run out of descriptors.
@Suite(.timeLimit(.minutes(2)))
struct DescriptorTests {
    @Test
    func `More idle connections than there are descriptors keep nobody out for good`() async throws {
        let pilot = try ModPilot()
        let tenant = try await Tenant.make(pilot)
        let server = try await pilot.serve(openFiles: 256)
        // Not one says anything.
        var idle: [HTTPProbe] = []
        for _ in 0..<400 {
            let probe = server.probe(timeout: .seconds(10))
            try await probe.sendRaw([])
            idle.append(probe)
        }
        // Who asks something takes the place of those who don't.
        let ann = tenant.caller("ann", at: server)
        try await eventually("others are served") { (try? await ann.ingest("p").status) == 201 }
        #expect(try await ann.claim(wait: 5).items.map(\.post) == ["p"])
        #expect(server.exitStatus == nil)
        for probe in idle { probe.close() }
    }

    @Test
    func `Fewer descriptors than the stores need are refused at the start`() async throws {
        let pilot = try ModPilot()
        let error = await #expect(throws: EndedEarly.self) { try await pilot.serve(openFiles: 100) }
        #expect(error?.log.contains("ulimit -n") == true && error?.status == 1, "\(String(describing: error))")
    }

    @Test
    func `Connections that can't be taken at once are taken later`() async throws {
        let pilot = try ModPilot()
        let tenant = try await Tenant.make(pilot)
        let server = try await pilot.serve(environment: TestEnvironment.failingAccept())
        for number in 0..<30 {
            let caller = tenant.caller("ann", at: server)
            #expect(try await caller.ingest("p\(number)").status == 201)
        }
        #expect(server.exitStatus == nil)
    }
}
