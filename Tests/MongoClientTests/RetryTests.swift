import MongoClient
import Testing

/// Commands that are sent again by themselves, proved by a server that fails them on purpose.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct RetryTests {
    /// Makes the server fail the next `times` commands of that name.
    private func fail(_ name: BSONValue, times: BSONValue, _ how: BSONDocument, on client: MongoClient) async throws {
        var data: BSONDocument = ["failCommands": [name]]
        data.fields += how.fields
        _ = try await client.command(
            ["configureFailPoint": "failCommand", "mode": ["times": times], "data": .document(data)],
            kind: .readWrite,
            database: "admin"
        )
    }

    private static let broken: BSONDocument = ["closeConnection": true]
    /// The server is shutting down.
    private static let steppingDown: BSONDocument = ["errorCode": 91, "errorLabels": ["RetryableWriteError"]]
    /// The write is done; the server steps down while waiting for the majority.
    private static let unconfirmed: BSONDocument = [
        "writeConcernError": ["code": 91, "errmsg": "shutting down"], "errorLabels": ["RetryableWriteError"],
    ]

    @Test func `one failure is made good, two are reported, and nothing is applied twice`() async throws {
        try await PrivateMongod.with { server in
            let client = try MongoClient(uri: server.uri, threads: 1)
            try await client.insert(into: "items", [["_id": 0, "n": 0]])
            var expected: Int64 = 0
            for how in [Self.broken, Self.steppingDown, Self.unconfirmed] {
                let inc: BSONValue = ["$inc": ["n": 1]]
                expected += 1
                try await fail("update", times: 1, how, on: client)
                #expect(try await client.update(in: "items", MongoUpdate(["_id": 0], inc)).modified == 1)
                expected += 1
                try await fail("findAndModify", times: 1, how, on: client)
                let request = FindAndModify(["_id": 0], .update(["$inc": ["n": 1]]))
                #expect(try await client.findAndModify(in: "items", request)?.int64("n") == expected)
                try await fail("insert", times: 1, how, on: client)
                #expect(try await client.insert(into: "items", [["_id": .int64(expected)]]) == 1)
                try await fail("delete", times: 1, how, on: client)
                #expect(try await client.delete(from: "items", ["_id": .int64(expected)], one: true) == 1)
            }
            try await fail("find", times: 1, Self.broken, on: client)
            #expect(try await client.findOne(in: "items", FindQuery()) == ["_id": 0, "n": .int32(Int32(expected))])

            try await fail("update", times: 2, Self.broken, on: client)
            await #expect {
                try await client.update(in: "items", MongoUpdate(["_id": 0], ["$inc": ["n": 1]]))
            } throws: { error in
                if case .unavailable(_, maybeExecuted: true) = error as? MongoError { true } else { false }
            }
            await client.close()
        }
    }

    @Test func `what can't be repeated safely is not repeated`() async throws {
        try await PrivateMongod.with { server in
            let client = try MongoClient(uri: server.uri, threads: 1)
            try await client.insert(into: "items", [["_id": 0, "n": 0]])
            try await fail("update", times: 1, Self.broken, on: client)
            await #expect {
                try await client.update(in: "items", MongoUpdate([:], ["$inc": ["n": 1]], multi: true))
            } throws: { error in
                if case .unavailable(_, maybeExecuted: true) = error as? MongoError { true } else { false }
            }
            let plain = try MongoClient(uri: server.uri + "&retryWrites=false", threads: 1)
            try await fail("insert", times: 1, Self.broken, on: client)
            await #expect(throws: MongoError.self) { try await plain.insert(into: "items", [["_id": 1]]) }
            await plain.close()
            await client.close()
        }
    }

    @Test func `a server that is not the primary is unavailable, and the write was not executed`() async throws {
        try await PrivateMongod.with { server in
            let client = try MongoClient(uri: server.uri, threads: 1)
            try await client.insert(into: "items", [["_id": 0]])
            try await fail(
                "insert",
                times: 2,
                ["errorCode": 10107, "errorLabels": ["RetryableWriteError"]],
                on: client
            )
            await #expect {
                try await client.insert(into: "items", [["_id": 1]])
            } throws: { error in
                if case .unavailable(_, maybeExecuted: false) = error as? MongoError { true } else { false }
            }
            await client.close()
        }
    }
}
