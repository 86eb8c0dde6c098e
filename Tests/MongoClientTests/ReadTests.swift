import MongoClient
import Testing

struct ReadTests {
    private func fill(_ client: MongoClient, _ count: Int) async throws {
        let documents = (0..<count).map { number -> BSONDocument in
            ["_id": .int(number), "odd": .bool(number % 2 == 1), "text": "post \(number)"]
        }
        try await client.insert(into: "items", documents)
    }

    @Test func `find filters, projects, sorts, hints and limits`() async throws {
        try await withDatabase { client in
            try await fill(client, 20)
            let query = FindQuery(
                ["odd": true],
                projection: ["text": 1, "_id": 0],
                sort: ["_id": -1],
                hint: ["_id": 1]
            )
            let found = try await client.find(in: "items", query, limit: 2)
            #expect(found == [["text": "post 19"], ["text": "post 17"]])
            #expect(try await client.find(in: "items", limit: 500).count == 20)
            #expect(try await client.findOne(in: "items", FindQuery(["_id": -1])) == nil)
        }
    }

    @Test func `a result that does not fit into one answer is refused, not cut short`() async throws {
        try await withDatabase { client in
            let megabytes = BSONValue.string(String(repeating: "x", count: 6 << 20))
            for number in 0..<4 { try await client.insert(into: "items", [["_id": .int(number), "text": megabytes]]) }
            await #expect(throws: MongoError.invalid("the result of find does not fit into one answer")) {
                try await client.find(in: "items", limit: 10)
            }
            var ids: [Int64] = []
            try await client.findEach(in: "items", FindQuery(sort: ["_id": 1])) { document throws(MongoError) in
                ids.append(try document.required("_id", \.int64Value))
                return true
            }
            #expect(ids == [0, 1, 2, 3])
        }
    }

    @Test func `pages hold every document once, and several reads may go on side by side`() async throws {
        try await withDatabase { client in
            try await fill(client, 1000)
            try await withThrowingTaskGroup { group in
                for size in [7, 100, 333, 1000, 5000] {
                    group.addTask {
                        var ids: [Int64] = []
                        try await client.findEach(in: "items", FindQuery(sort: ["_id": 1]), batchSize: size) {
                            (document) throws(MongoError) in
                            // Commands in between take sessions out of libmongoc's pool and put others back.
                            if ids.count % 100 == 0 { _ = try await client.countDocuments(in: "items") }
                            ids.append(try document.required("_id", \.int64Value))
                            return true
                        }
                        #expect(ids == Array(0..<1000))
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test func `a read that is left early leaves no cursor on the server`() async throws {
        try await withDatabase { client in
            try await fill(client, 100)
            var seen = 0
            try await client.findEach(in: "items", batchSize: 10) { _ in
                seen += 1
                return seen < 15
            }
            #expect(seen == 15)
            let cursors = try await client.command(
                [
                    "aggregate": 1, "cursor": [:],
                    "pipeline": [
                        ["$currentOp": ["idleCursors": true]], ["$match": ["ns": "\(client.database).items"]],
                    ],
                ],
                kind: .read,
                database: "admin"
            )
            #expect(cursors.document("cursor")?.array("firstBatch") == [])
        }
    }

    @Test func `an error out of the body ends the read and comes through`() async throws {
        try await withDatabase { client in
            try await fill(client, 10)
            await #expect(throws: MongoError.malformed("mine")) {
                try await client.findEach(in: "items", batchSize: 2) { _ throws(MongoError) in
                    throw .malformed("mine")
                }
            }
        }
    }

    @Test func `aggregate groups, and countDocuments counts up to a limit`() async throws {
        try await withDatabase { client in
            try await fill(client, 11)
            let groups = try await client.aggregate(
                "items",
                [["$group": ["_id": "$odd", "n": ["$sum": 1]]], ["$sort": ["_id": 1]]]
            )
            #expect(groups == [["_id": false, "n": 6], ["_id": true, "n": 5]])
            #expect(try await client.countDocuments(in: "items", ["odd": true]) == 5)
            #expect(try await client.countDocuments(in: "items", limit: 3) == 3)
            #expect(try await client.countDocuments(in: "nothing") == 0)
            _ = try await client.aggregate("items", [["$merge": ["into": "copy"]]], writes: true)
            #expect(try await client.countDocuments(in: "copy") == 11)
        }
    }
}
