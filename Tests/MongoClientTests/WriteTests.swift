import MongoClient
import Testing

struct WriteTests {
    @Test func `an unordered insert names each duplicate and inserts the rest`() async throws {
        try await withDatabase { client in
            try await client.insert(into: "items", [["_id": 2], ["_id": 4]])
            let documents = (0..<6).map { BSONDocument([.init(name: "_id", value: .int($0))]) }
            await #expect {
                try await client.insert(into: "items", documents, ordered: false)
            } throws: { error in
                guard let error = error as? MongoError, case .writeErrors(let failure) = error else { return false }
                return failure.errors.map(\.index) == [2, 4] && failure.errors.allSatisfy(\.isDuplicateKey)
                    && failure.applied == 4 && error.isDuplicateKey && error.maybeExecuted
            }
            #expect(try await client.countDocuments(in: "items") == 6)
        }
    }

    @Test func `an ordered insert stops at the first refused document`() async throws {
        try await withDatabase { client in
            await #expect {
                try await client.insert(into: "items", [["_id": 1], ["_id": 1], ["_id": 2]])
            } throws: { error in
                guard case .writeErrors(let failure) = error as? MongoError else { return false }
                return failure.errors.map(\.index) == [1] && failure.applied == 1
            }
            let count = try await client.countDocuments(in: "items")
            #expect(count == 1)
        }
    }

    @Test func `10,000 documents go in with one command`() async throws {
        try await withDatabase { client in
            let documents = (0..<10_000).map { BSONDocument([.init(name: "_id", value: .int($0))]) }
            let inserted = try await client.insert(into: "items", documents, ordered: false)
            #expect(inserted == 10_000)
        }
    }

    @Test func `a command beyond 16 MiB is refused before it is sent`() async throws {
        try await withDatabase { client in
            let half = BSONValue.string(String(repeating: "x", count: MongoClient.maximumCommandBytes / 2))
            await #expect {
                try await client.insert(into: "items", [["text": half], ["text": half]])
            } throws: { error in
                guard case .invalid(let message) = error as? MongoError else { return false }
                return message.contains("16777216")
            }
            try await client.insert(into: "items", [["text": half]])
        }
    }

    @Test func `an update tells matched, modified and inserted documents apart`() async throws {
        try await withDatabase { client in
            try await client.insert(into: "items", [["_id": 1, "n": 0], ["_id": 2, "n": 5]])
            let result = try await client.update(
                in: "items",
                [
                    MongoUpdate(["_id": 1], ["$set": ["n": 5]]),
                    MongoUpdate(["_id": 2], ["$set": ["n": 5]]),
                    MongoUpdate(["_id": "new"], ["$set": ["n": 1]], upsert: true),
                    MongoUpdate(["n": 5], [["$set": ["n": ["$add": ["$n", 1]]]]], multi: true),
                ]
            )
            #expect(result.matched == 4 && result.modified == 3 && result.upserted == [2: "new"])
            #expect(try await client.countDocuments(in: "items", ["n": 6]) == 2)
        }
    }

    @Test func `deleting one or all that match`() async throws {
        try await withDatabase { client in
            try await client.insert(into: "items", [["n": 1], ["n": 1], ["n": 1], ["n": 2]])
            #expect(try await client.delete(from: "items", ["n": 1], one: true) == 1)
            #expect(try await client.delete(from: "items", ["n": 1], one: false) == 2)
            #expect(try await client.countDocuments(in: "items") == 1)
        }
    }

    @Test func `findAndModify takes a pipeline that reads the server's clock`() async throws {
        try await withDatabase { client in
            try await client.insert(into: "items", [["_id": 1, "due": 5], ["_id": 2, "due": 3]])
            let claimed = try await client.findAndModify(
                in: "items",
                FindAndModify(
                    [:],
                    .pipeline([["$set": ["until": ["$add": ["$$NOW", 300_000]], "now": "$$NOW"]]]),
                    sort: ["due": 1],
                    projection: ["due": 0]
                )
            )
            let item = try #require(claimed)
            #expect(item.int64("_id") == 2 && item["due"] == nil)
            #expect(
                try item.required("until", \.dateMilliseconds) == item.required("now", \.dateMilliseconds) + 300_000
            )
        }
    }

    @Test func `findAndModify inserts, removes, and answers nil when nothing matches`() async throws {
        try await withDatabase { client in
            let insert = FindAndModify(["_id": 1], .update(["$inc": ["n": .int64(1)]]), upsert: true)
            let inserted = try await client.findAndModify(in: "items", insert)
            #expect(inserted == ["_id": 1, "n": .int64(1)])
            let again = FindAndModify(["_id": 1], .update(["$inc": ["n": 1]]), returning: .before)
            let before = try await client.findAndModify(in: "items", again)
            #expect(before == ["_id": 1, "n": .int64(1)])
            let remove = FindAndModify(["_id": 1], .remove)
            let removed = try await client.findAndModify(in: "items", remove)
            #expect(removed == ["_id": 1, "n": .int64(2)])
            let nothing = try await client.findAndModify(in: "items", remove)
            #expect(nothing == nil)
        }
    }

    @Test func `a unique index refuses a second value and says which`() async throws {
        try await withDatabase { client in
            let index = MongoIndex("by_post", on: ["post": 1], unique: true)
            try await client.createIndexes(on: "items", [index])
            try await client.createIndexes(on: "items", [index])
            try await client.insert(into: "items", [["_id": 1, "post": "a"], ["_id": 2, "post": "b"]])
            await #expect {
                try await client.findAndModify(in: "items", FindAndModify(["_id": 2], .update(["$set": ["post": "a"]])))
            } throws: { error in
                guard let error = error as? MongoError else { return false }
                guard case .duplicateKey(_, let pattern, let value) = error else { return false }
                return pattern == ["post": 1] && value == ["post": "a"] && error.isDuplicateKey
            }
            await #expect(throws: MongoError.self) {
                try await client.createIndexes(on: "items", [MongoIndex("by_post", on: ["post": -1])])
            }
        }
    }
}
