import Testing

@testable import MongoClient

struct MongoErrorTests {
    private static let lost = MongoError.unavailable("connection lost", maybeExecuted: true)
    private static let refused = MongoError.unavailable("not primary", maybeExecuted: false)

    @Test func `a refused second sending leaves open what became of the first`() {
        #expect(Self.refused.following(Self.lost) == .unavailable("not primary", maybeExecuted: true))
        #expect(Self.refused.following(Self.refused) == Self.refused)
        #expect(Self.refused.following(nil) == Self.refused)
    }

    @Test func `another answer to the second sending stands`() {
        let duplicate = MongoError.duplicateKey(message: "m", pattern: nil, value: nil)
        #expect(duplicate.following(Self.lost) == duplicate)
    }

    @Test(arguments: [
        (10107, MongoError.unavailable("Name: text", maybeExecuted: false)),
        (11602, .unavailable("Name: text", maybeExecuted: true)),
        (50, .timedOut(maybeExecuted: true)),
        (11000, .duplicateKey(message: "text", pattern: nil, value: nil)),
        (13, .command(code: 13, name: "Name", message: "text")),
    ])
    func `a refusal is sorted by who must act`(code: Int, expected: MongoError) {
        let reply: BSONDocument = ["ok": 0.0, "code": .int(code), "codeName": "Name", "errmsg": "text"]
        #expect(ReplyFailure.failure(in: reply, kind: .write) == expected)
    }

    @Test func `a reply that tells of failed statements and of durability tells of both`() throws {
        let reply: BSONDocument = [
            "ok": 1, "n": 3, "writeErrors": [["index": 1, "code": 11000, "errmsg": "dup"]],
            "writeConcernError": ["code": 64, "codeName": "WriteConcernFailed", "errmsg": "waiting"],
        ]
        let error = try #require(ReplyFailure.failure(in: reply, kind: .write))
        guard case .writeErrors(let failure) = error else {
            Issue.record(error)
            return
        }
        #expect(failure.applied == 3 && failure.errors.first?.index == 1 && failure.writeConcern?.code == 64)
        #expect(!error.isDuplicateKey)
    }
}
