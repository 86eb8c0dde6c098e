import MongoClient
import Synchronization
import Testing

struct MongoURITests {
    @Test(arguments: [
        "", "redis://127.0.0.1", "mongodb://", "mongodb://user:s3cret@:bad@host/db", "mongodb://h:99999/db",
        "mongodb://user:s3/cret@host:27017/db", "mongodb://user:s3cret@host/db?directConnection=true&loadBalanced=true",
        "mongodb://user:s3cret@host/db?w=0", "mongodb://host/d\u{0}b",
    ])
    func `a URI that can't be used is refused, and its password is not told`(_ uri: String) {
        #expect {
            try MongoClient(uri: uri, threads: 1)
        } throws: { error in
            guard case .invalid(let message) = error as? MongoError else { return false }
            return message.hasPrefix("MongoDB URI: ") && !message.contains("s3") && !message.contains("cret")
        }
    }

    @Test func `the description shows hosts and database, nothing else`() throws {
        let uri = "mongodb://user:p%40ss@one:1,two:2/claims?replicaSet=rs0&authSource=admin"
        let client = try MongoClient(uri: uri, threads: 1)
        #expect(client.description == "mongodb://one:1,two:2/claims")
        #expect(client.database == "claims")
    }

    @Test(arguments: ["mongodb://one:1", "mongodb://one:1/", "mongodb://one:1/?replicaSet=rs0"])
    func `a URI without a database means modpilot`(_ uri: String) throws {
        let client = try MongoClient(uri: uri, threads: 1)
        #expect(client.database == "modpilot")
        #expect(client.description == "mongodb://one:1/modpilot")
    }

    @Test(arguments: [(0, 1), (65, 1), (1, 0)])
    func `limits have limits`(threads: Int, queueLimit: Int) {
        #expect(throws: MongoError.self) {
            try MongoClient(uri: "mongodb://one", threads: threads, queueLimit: queueLimit)
        }
    }

    @Test func `libmongoc's log reaches the handler that was set`() throws {
        let messages = Mutex<[String]>([])
        MongoLog.setHandler { _, message in messages.withLock { $0.append(message) } }
        defer { MongoLog.setHandler(nil) }
        _ = try MongoClient(uri: "mongodb://one/?madeUpOption=1", threads: 1)
        #expect(messages.withLock { $0.contains { $0.contains("madeUpOption") || $0.contains("madeupoption") } })
    }
}
