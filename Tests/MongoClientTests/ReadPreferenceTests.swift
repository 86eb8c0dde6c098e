import MongoClient
import TestSupport
import Testing

/// What a URI says of reads.
@Suite struct ReadPreferenceTests {
    @Test func `a member that lags behind is not asked, whatever the URI prefers`() async throws {
        let mongod = try await PrivateMongo.start(nodes: 3)
        let preferring = try MongoClient(uri: mongod.url() + "&readPreference=secondary&readConcernLevel=local")
        try await preferring.insert(into: "posts", [["_id": "p", "status": "pending"]])
        var members: [MongoClient] = []
        for port in mongod.ports {
            let member = try MongoClient(uri: "mongodb://127.0.0.1:\(port)/modpilot?directConnection=true")
            let hello = try await member.command(["hello": 1], kind: .read, database: "admin")
            if hello.bool("isWritablePrimary") == true {
                await member.close()
            } else {
                // It takes nothing in any more, once it has all that there was before it came.
                try await eventually("the member is locked") {
                    (try? await member.command(["fsync": 1, "lock": true], kind: .read, database: "admin")) != nil
                }
                members.append(member)
            }
        }
        #expect(members.count == 2)
        #expect(preferring.ignoresReadOptions)
        try await preferring.update(
            in: "posts",
            MongoUpdate(["_id": "p"], ["$set": ["status": "approved"]]),
            writeConcern: .acknowledged
        )
        let query = FindQuery(["_id": "p"], concern: .local)
        #expect(try await preferring.findOne(in: "posts", query)?.string("status") == "approved")
        // No majority has it yet: who reads what is final does not see it.
        let final = try await preferring.findOne(in: "posts", FindQuery(["_id": "p"]))
        #expect(final?.string("status") == "pending")
        // A primary that can't reach a majority does not say that it is one.
        await #expect(throws: MongoError.self) { try await preferring.confirmPrimary(timeout: .seconds(1)) }
        for member in members {
            _ = try await member.command(["fsyncUnlock": 1], kind: .read, database: "admin")
            await member.close()
        }
        try await preferring.confirmPrimary()
        await preferring.close()
    }

    @Test func `a URI without them is followed`() async throws {
        let client = try MongoClient(uri: "mongodb://127.0.0.1:1/modpilot")
        #expect(!client.ignoresReadOptions)
        await client.close()
    }
}
