import Foundation

/// The servers and programs that `config/test` starts or finds for the tests.
///
/// Each property throws ``MissingVariable`` when the tests were started in another way.
package enum TestEnvironment {
    /// A Redis that all tests share: isolate by key or client, never flush it.
    package static var redisURL: String {
        get throws(MissingVariable) { try value("MODPILOT_TEST_REDIS_URL") }
    }

    /// A MongoDB replica set of one node that all tests share: isolate by database or client. Its path names the
    /// database `modpilot`.
    package static var mongoURL: String {
        get throws(MissingVariable) { try value("MODPILOT_TEST_MONGO_URL") }
    }

    /// The path of `redis-server`.
    package static var redisServer: String {
        get throws(MissingVariable) { try value("MODPILOT_TEST_REDIS_SERVER") }
    }

    /// The path of `mongod`.
    package static var mongod: String {
        get throws(MissingVariable) { try value("MODPILOT_TEST_MONGOD") }
    }

    /// The paths of the libraries that shift the clock of a process, for `LD_PRELOAD`.
    package static var faketime: String {
        get throws(MissingVariable) { try value("MODPILOT_TEST_FAKETIME") }
    }

    /// Variables that put the clock of a `redis-server` that many seconds ahead of the host's; behind it where negative.
    package static func redisClock(ahead seconds: Int) throws(MissingVariable) -> [String: String] {
        ["LD_PRELOAD": try value("MODPILOT_TEST_SHIFTED_CLOCK"), "MODPILOT_CLOCK_AHEAD": "\(seconds)"]
    }

    /// The same of any other process.
    package static func clock(ahead seconds: Int) throws(MissingVariable) -> [String: String] {
        [
            "LD_PRELOAD": try faketime,
            "FAKETIME": seconds < 0 ? "\(seconds)" : "+\(seconds)",
            // Timers run on this one, which is nobody's idea of the time of day.
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        ]
    }

    /// A program that `config/lib/python-tools` has fetched.
    package static func pythonTool(_ name: String) throws(MissingVariable) -> String {
        try value("MODPILOT_TEST_PYTHON_TOOLS") + "/\(name)"
    }

    /// The path of the built `modpilot`.
    package static var binary: String {
        get throws(MissingVariable) { try value("MODPILOT_TEST_BINARY") }
    }

    /// ``mongoURL`` with another database in its path, for a test that wants one to itself.
    package static func mongoURL(database: String) throws(MissingVariable) -> String {
        try mongoURL.replacing("/modpilot?", with: "/\(database)?", maxReplacements: 1)
    }

    private static func value(_ name: String) throws(MissingVariable) -> String {
        guard let value = ProcessInfo.processInfo.environment[name], !value.isEmpty else {
            throw MissingVariable(name: name)
        }
        return value
    }

    /// What has every second connection fail to be taken.
    package static func failingAccept() throws -> [String: String] {
        ["LD_PRELOAD": try value("MODPILOT_TEST_FAILING_ACCEPT")]
    }
}
