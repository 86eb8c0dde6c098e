import Moderation
import MongoClient
import MongoRecords
import Secrets

/// Gives commands the records of clients and tokens, and closes the connection behind them.
enum RecordsAccess {
    static func with<Value>(
        _ settings: Settings,
        _ body: (ClientRecords, MongoClient) async throws(MongoError) -> Value
    ) async throws(CommandFailure) -> Value {
        do throws(SecretsError) {
            try Sodium.start()
        } catch {
            throw .failed("\(error)")
        }
        do throws(MongoError) {
            let mongo = try MongoClient(uri: settings.mongoURL, threads: 2)
            let result: Result<Value, MongoError>
            do throws(MongoError) {
                result = .success(try await body(ClientRecords(mongo: mongo), mongo))
            } catch {
                result = .failure(error)
            }
            // All is answered; libmongoc's monitor would take half a second to notice that it may end.
            await mongo.close(within: .milliseconds(10))
            return try result.get()
        } catch {
            throw failure(error)
        }
    }

    static func failure(_ error: MongoError) -> CommandFailure {
        switch error {
        case .unavailable, .timedOut:
            .failed("\(error); is MongoDB up at the address in --mongo-url or MODPILOT_MONGO_URL?")
        case .command(18, _, _):
            .failed("\(error); are user and password right in --mongo-url or MODPILOT_MONGO_URL, and authSource?")
        case .command(13, _, _):
            .failed("\(error); give the user of --mongo-url or MODPILOT_MONGO_URL the role readWrite on its database")
        default: .failed("\(error)")
        }
    }

    static func clientID(_ text: String, option: String) throws(CommandFailure) -> ClientID {
        do throws(InvalidField) {
            return try ClientID(text, field: option)
        } catch {
            throw .misuse("\(error)")
        }
    }
}
