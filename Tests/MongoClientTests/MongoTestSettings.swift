import Foundation

/// What the suite needs to know of its surroundings.
enum MongoTestSettings {
    struct Missing: Error, CustomStringConvertible {
        let name: String
        var description: String { "\(name) is not set: run these tests by config/test, which starts the servers" }
    }

    /// A running replica set of one node.
    static func serverURL() throws -> String { try value("MODPILOT_TEST_MONGO_URL") }

    /// The mongod binary, for tests that kill or pause a server of their own.
    static func mongod() throws -> String { try value("MODPILOT_TEST_MONGOD") }

    private static func value(_ name: String) throws -> String {
        guard let value = ProcessInfo.processInfo.environment[name], !value.isEmpty else { throw Missing(name: name) }
        return value
    }
}
