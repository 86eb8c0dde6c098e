import MongoClient
import Testing

struct CommandTests {
    @Test func `every type comes back from the server as it was sent`() async throws {
        try await withDatabase { client in
            // The server orders _id first and takes U+0000 in values.
            var document: BSONDocument = ["_id": .objectID(try #require(BSONObjectID(bytes: .init(0..<12))))]
            document.fields += BSONTests.everything.fields
            document.append("megabyte", .string(String(repeating: "é", count: 1 << 19)))
            try await client.insert(into: "items", [document])
            #expect(try await client.findOne(in: "items", FindQuery()) == document)
        }
    }

    @Test func `a document nested 150 levels deep comes back`() async throws {
        try await withDatabase { client in
            let deep = (0..<150).reduce(BSONValue.document(["leaf": "🍃"])) { inner, level in
                level.isMultiple(of: 2) ? ["d": inner] : [inner]
            }
            try await client.insert(into: "items", [["_id": 1, "deep": deep]])
            #expect(try await client.findOne(in: "items", FindQuery())?["deep"] == deep)
        }
    }

    @Test func `a refused command tells code, name and message`() async throws {
        try await withDatabase { client in
            await #expect {
                try await client.command(["noSuchCommand": 1], kind: .read)
            } throws: { error in
                guard case .command(59, "CommandNotFound", let message) = error as? MongoError else { return false }
                return message.contains("noSuchCommand")
            }
        }
    }

    @Test func `an empty command and a write concern that confirms nothing are refused unsent`() async throws {
        try await withDatabase { client in
            await #expect(throws: MongoError.invalid("an empty command")) {
                try await client.command([:], kind: .read)
            }
            await #expect(throws: MongoError.self) {
                try await client.command(
                    ["insert": "items", "documents": [["_id": 1]], "writeConcern": ["w": 0]],
                    kind: .write
                )
            }
            let count = try await client.countDocuments(in: "items")
            #expect(count == 0)
        }
    }

    @Test func `durability that can't be had is told apart from a failed write`() async throws {
        try await withDatabase { client in
            await #expect {
                try await client.command(
                    [
                        "insert": "items", "documents": [["_id": 1]],
                        "writeConcern": ["w": 3, "wtimeout": 100],
                    ],
                    kind: .write
                )
            } throws: { error in
                if case .writeConcernFailed = error as? MongoError { true } else { false }
            }
            let count = try await client.countDocuments(in: "items")
            #expect(count == 1)
        }
    }

    @Test func `the URI's write concern and the command's do not clash`() async throws {
        try await withDatabase(options: "&w=majority&readConcernLevel=majority") { client in
            try await client.insert(into: "items", [["_id": 1]], writeConcern: .journaled)
            let found = try await client.command(
                ["find": "items", "readConcern": ["level": "local"]],
                kind: .read
            )
            #expect(found.document("cursor")?.array("firstBatch") == [["_id": 1]])
        }
    }

    @Test func `the server's own time limit ends a slow command`() async throws {
        try await withDatabase { client in
            try await client.insert(into: "items", (0..<200).map { ["_id": .int($0)] })
            let start = ContinuousClock.now
            await #expect(throws: MongoError.timedOut(maybeExecuted: false)) {
                try await client.command(
                    ["find": "items", "filter": ["$where": "sleep(20) || true"]],
                    kind: .read,
                    maxTime: .milliseconds(100)
                )
            }
            // The caller's own time is 10 s, and all 200 documents would take 4 s.
            #expect(ContinuousClock.now - start < .seconds(3))
        }
    }
}
