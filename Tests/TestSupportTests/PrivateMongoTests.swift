import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3)))
struct PrivateMongoTests {
    @Test
    func `a private replica set is writable again after a kill`() async throws {
        let mongo = try await PrivateMongo.start()
        try await mongo.kill()
        try await mongo.restart()
        #expect(mongo.url() == "mongodb://127.0.0.1:\(mongo.ports[0])/modpilot?replicaSet=rs0")
    }

    @Test
    func `a set of three elects another when one is lost`() async throws {
        let mongo = try await PrivateMongo.start(nodes: 3)
        try await mongo.kill(0)
        try await mongo.waitUntilWritable()
    }
}
