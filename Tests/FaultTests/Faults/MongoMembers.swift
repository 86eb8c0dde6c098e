import MongoClient
import TestSupport

/// The members of a replica set, each asked for itself.
struct MongoMembers: Sendable {
    let ports: [UInt16]

    /// The index of the primary.
    func primary() async throws -> Int {
        try await eventually("a primary is there", within: .seconds(30)) {
            for index in ports.indices where try await hello(index).bool("isWritablePrimary") == true { return index }
            return nil
        }
    }

    /// Waits until every member is primary or secondary, so that one more can fail.
    func becomeWhole() async throws {
        for index in ports.indices {
            try await eventually("member \(index) is back", within: .seconds(60), every: .milliseconds(100)) {
                let hello = try await hello(index)
                return hello.bool("isWritablePrimary") == true || hello.bool("secondary") == true
            }
        }
    }

    /// Makes the primary step down for as many seconds.
    func stepDown(seconds: Int) async throws {
        let command: BSONDocument = [
            "replSetStepDown": .int(seconds), "secondaryCatchUpPeriodSecs": 5,
        ]
        _ = try await run(command, on: try await primary())
    }

    private func hello(_ index: Int) async throws -> BSONDocument {
        try await run(["hello": 1], on: index)
    }

    private func run(_ command: BSONDocument, on index: Int) async throws -> BSONDocument {
        let mongo = try MongoClient(
            uri: "mongodb://127.0.0.1:\(ports[index])/admin?directConnection=true",
            threads: 1
        )
        let result: Result<BSONDocument, MongoError>
        do throws(MongoError) {
            result = .success(try await mongo.command(command, kind: .readWrite, timeout: .seconds(8)))
        } catch {
            result = .failure(error)
        }
        await mongo.close(within: .seconds(1))
        return try result.get()
    }
}
