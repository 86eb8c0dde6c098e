import MongoClient
import Testing

/// Runs `body` with a client of a database that nobody else uses, and drops that database.
func withDatabase(
    threads: Int = 4,
    queueLimit: Int = 4096,
    _ body: (MongoClient) async throws -> Void
) async throws {
    let uri = try databaseURI(try MongoTestSettings.serverURL(), database: randomName("test"))
    let client = try MongoClient(uri: uri, threads: threads, queueLimit: queueLimit, appName: "modpilot-tests")
    let outcome: Result<Void, any Error>
    do {
        outcome = .success(try await body(client))
    } catch {
        outcome = .failure(error)
    }
    _ = try await client.command(["dropDatabase": 1], kind: .write)
    await client.close()
    try outcome.get()
}

func randomName(_ prefix: String) -> String {
    prefix + "_" + String(UInt64.random(in: .min ... .max), radix: 36)
}

/// The URI with another database in its path.
func databaseURI(_ uri: String, database: String) throws -> String {
    let scheme = try #require(uri.firstRange(of: "://"))
    let rest = uri[scheme.upperBound...]
    let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
    let options = rest.firstIndex(of: "?").map { String(rest[$0...]) } ?? ""
    return String(uri[..<end]) + "/" + database + options
}
