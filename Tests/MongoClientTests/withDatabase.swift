import MongoClient
import TestSupport

/// Runs `body` with a client of a database that nobody else uses, and drops that database.
///
/// - Parameter options: More options for the URI, each with its `&`.
func withDatabase(
    threads: Int = 4,
    options: String = "",
    _ body: (MongoClient) async throws -> Void
) async throws {
    let uri = try TestEnvironment.mongoURL(database: uniqueName("test")) + options
    let client = try MongoClient(uri: uri, threads: threads, appName: "modpilot-tests")
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
