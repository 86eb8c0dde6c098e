import Foundation
import JSONText
import MongoClient
import RedisClient

/// Where everything is: from flags, then the environment, then the configuration file, then defaults.
struct Settings: Sendable {
    let listen: ListenAddress
    let redisURL: RedisURL
    let mongoURL: String
    let logLevel: LogLevel
    /// Files with the server's certificate and its key; nil for plain HTTP.
    let tls: (certificate: String, key: String)?

    private static let defaultFile = "config/modpilot.json"

    /// - Parameter taken: flags that have a meaning of their own for the command, and set nothing here.
    init(_ arguments: Arguments, besides taken: Set<String> = []) throws(CommandFailure) {
        let file = try Self.file(named: arguments["--config"])
        let environment = ProcessInfo.processInfo.environment
        func value(_ flag: String, _ variable: String, _ field: String, _ fallback: String) -> (String, String) {
            if !taken.contains(flag), let value = arguments[flag] { return (value, flag) }
            if let value = environment[variable], !value.isEmpty { return (value, variable) }
            if let value = file[field] { return (value, field) }
            return (fallback, flag)
        }
        let (listen, listenFrom) = value("--listen", "MODPILOT_LISTEN", "listen", "127.0.0.1:8080")
        guard let address = ListenAddress(listen) else {
            throw .misuse("\(listenFrom): \(listen) is not HOST:PORT")
        }
        self.listen = address
        let (redis, redisFrom) = value("--redis-url", "MODPILOT_REDIS_URL", "redis_url", "redis://127.0.0.1:6379/0")
        do throws(RedisURLError) {
            redisURL = try RedisURL(redis)
        } catch {
            throw .misuse("\(redisFrom): \(error)")
        }
        let mongoFrom: String
        (mongoURL, mongoFrom) =
            value("--mongo-url", "MODPILOT_MONGO_URL", "mongo_url", "mongodb://127.0.0.1:27017/modpilot")
        do throws(MongoError) {
            try MongoClient.check(uri: mongoURL)
        } catch {
            throw .misuse("\(mongoFrom): \(error)")
        }
        let (level, levelFrom) = value("--log-level", "MODPILOT_LOG_LEVEL", "log_level", "info")
        guard let logLevel = LogLevel(rawValue: level) else {
            throw .misuse("\(levelFrom): \(level) is none of debug, info, warning, error")
        }
        self.logLevel = logLevel
        let (certificate, certificateFrom) = value("--tls-cert", "MODPILOT_TLS_CERT", "tls_cert", "")
        let (key, keyFrom) = value("--tls-key", "MODPILOT_TLS_KEY", "tls_key", "")
        guard certificate.isEmpty == key.isEmpty else {
            let (there, missing) = key.isEmpty ? (certificateFrom, keyFrom) : (keyFrom, certificateFrom)
            throw .misuse("\(there): is given without \(missing): a certificate and its key go together")
        }
        tls = certificate.isEmpty ? nil : (certificate, key)
    }

    private static let fields: Set<String> = ["listen", "redis_url", "mongo_url", "log_level", "tls_cert", "tls_key"]

    /// The texts in the configuration file. The default file may be missing; one that is named may not.
    private static func file(named name: String?) throws(CommandFailure) -> [String: String] {
        let path = name ?? defaultFile
        guard let bytes = FileManager.default.contents(atPath: path) else {
            guard name == nil else { throw .misuse("--config: \(path) can't be read") }
            return [:]
        }
        let object: JSONObjectText
        do throws(JSONError) {
            object = try JSONObjectText.parse([UInt8](bytes))
        } catch {
            throw .misuse("\(path): \(error)")
        }
        var values: [String: String] = [:]
        for member in object.members {
            guard fields.contains(member.name) else { throw .misuse("\(path): no setting \(member.name)") }
            guard case .string(let text) = member.value else {
                throw .misuse("\(path): \(member.name) must be a string")
            }
            values[member.name] = text
        }
        return values
    }
}
