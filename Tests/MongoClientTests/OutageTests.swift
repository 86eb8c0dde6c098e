import MongoClient
import TestSupport
import Testing

/// What happens when the server stops answering, dies, or breaks connections.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct OutageTests {
    @Test func `a paused server costs a caller its timeout and no more, and all works again afterwards`() async throws {
        try await PrivateMongod.with { server in
            let client = try MongoClient(uri: server.uri + "&socketTimeoutMS=2000", threads: 2, queueLimit: 50)
            try await client.insert(into: "items", [["_id": 0]])
            try await server.pause()

            // More commands than threads and than cores: some are under way, the others wait.
            let start = ContinuousClock.now
            let outcomes = await withTaskGroup(of: MongoError?.self) { group in
                for number in 1...60 {
                    group.addTask {
                        do throws(MongoError) {
                            try await client.insert(into: "items", [["_id": .int(number)]], timeout: .seconds(1))
                            return nil
                        } catch {
                            return error
                        }
                    }
                }
                // Swift's own threads stay free: this task goes on while all those commands stand still.
                group.addTask {
                    var turns = 0
                    while ContinuousClock.now - start < .milliseconds(800) {
                        await Task.yield()
                        turns += 1
                    }
                    return turns > 1000 ? nil : .malformed("only \(turns) turns")
                }
                return await group.reduce(into: [MongoError?: Int]()) { $0[$1, default: 0] += 1 }
            }
            #expect(ContinuousClock.now - start < .seconds(2))
            #expect(outcomes[nil] == 1)
            #expect(outcomes[.timedOut(maybeExecuted: true)] == 2)
            // A thread may have taken its first command before or after the last one asked to wait.
            let waited = outcomes[.timedOut(maybeExecuted: false), default: 0]
            #expect((48...50).contains(waited) && outcomes[.overloaded] == 58 - waited, "\(outcomes)")

            server.resume()
            try await eventually("writes work again", within: .seconds(30)) {
                let change = MongoUpdate(["_id": "after"], ["$set": ["n": 1]], upsert: true)
                return try await client.update(in: "items", change).matched >= 0
            }
            await client.close()
        }
    }

    @Test func `a caller who waits longer than the socket hears that the server is unavailable`() async throws {
        try await PrivateMongod.with { server in
            let client = try MongoClient(uri: server.uri + "&socketTimeoutMS=500", threads: 1)
            _ = try await client.command(["ping": 1], kind: .read)
            try await server.pause()
            await #expect {
                try await client.command(["ping": 1], kind: .read, timeout: .seconds(20))
            } throws: { error in
                if case .unavailable(_, maybeExecuted: false) = error as? MongoError { true } else { false }
            }
            await #expect {
                try await client.findAndModify(
                    in: "items",
                    FindAndModify(["_id": 1], .remove),
                    timeout: .seconds(20)
                )
            } throws: { error in
                if case .unavailable = error as? MongoError { true } else { false }
            }
            // Closing while the server is paused ends all the same.
            let start = ContinuousClock.now
            await client.close(within: .seconds(5))
            #expect(ContinuousClock.now - start < .seconds(6))
            server.resume()
        }
    }

    @Test func `a cancelled caller gives up its place in the queue`() async throws {
        try await PrivateMongod.with { server in
            let client = try MongoClient(uri: server.uri + "&socketTimeoutMS=1000", threads: 1)
            _ = try await client.command(["ping": 1], kind: .read)
            try await server.pause()
            let first = Task { try await client.command(["ping": 1], kind: .read, timeout: .seconds(1)) }
            let second = Task { try await client.command(["ping": 1], kind: .read, timeout: .seconds(30)) }
            let start = ContinuousClock.now
            first.cancel()
            second.cancel()
            // One of them may have been sent already: that one is seen through.
            let outcomes = [await first.result, await second.result]
            #expect(
                outcomes.contains {
                    if case .failure(let error as MongoError) = $0 { error == .cancelled } else { false }
                }
            )
            #expect(ContinuousClock.now - start < .seconds(10))
            server.resume()
            await client.close()
        }
    }

    @Test func `a server that was killed and started again is found again, with its data`() async throws {
        try await PrivateMongod.with { server in
            let client = try MongoClient(uri: server.uri + "&heartbeatFrequencyMS=500", threads: 4)
            try await client.insert(into: "items", [["_id": 1]])
            try await server.kill()
            await #expect {
                try await client.insert(into: "items", [["_id": 2]])
            } throws: { error in
                if case .unavailable = error as? MongoError { true } else { false }
            }
            try await server.restart()
            try await eventually("the server is back", within: .seconds(60)) {
                let change = MongoUpdate(["_id": 3], ["$set": ["n": 1]], upsert: true)
                return try await client.update(in: "items", change).matched >= 0
            }
            #expect(try await client.countDocuments(in: "items", ["_id": 1]) == 1)
            var ids = 0
            try await client.findEach(in: "items") { _ in
                ids += 1
                return true
            }
            #expect(ids >= 2)
            await client.close()
        }
    }
}
