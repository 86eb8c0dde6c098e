import Foundation

/// An authority of a test's own, and what it has signed, as PEM files in a folder that goes away with it. Good for two days.
package final class Certificates: Sendable {
    private let folder: Folder

    /// The authority's certificate.
    package var authority: String { folder.path("authority.pem") }

    package init() async throws {
        folder = try Folder("certificates")
        try await openssl([
            "-keyout", folder.path("authority.key"), "-out", authority, "-subj", "/CN=authority of a test",
        ])
    }

    /// Makes a certificate and its key.
    ///
    /// - Parameter hosts: as `subjectAltName` has them: `DNS:localhost,IP:127.0.0.1`.
    /// - Returns: the files.
    package func sign(
        _ name: String,
        hosts: String = "DNS:localhost,IP:127.0.0.1"
    ) async throws -> (certificate: String, key: String) {
        let (certificate, key) = (folder.path("\(name).pem"), folder.path("\(name).key"))
        try await openssl([
            "-keyout", key, "-out", certificate, "-subj", "/CN=\(name)", "-CA", authority, "-CAkey",
            folder.path("authority.key"), "-addext", "subjectAltName=\(hosts)", "-addext", "basicConstraints=CA:FALSE",
        ])
        return (certificate, key)
    }

    /// The certificate and its key in one file, as MongoDB wants them.
    package func joined(_ pair: (certificate: String, key: String)) throws -> String {
        let file = pair.certificate + ".joined"
        let parts = try [pair.certificate, pair.key].map { try String(contentsOfFile: $0, encoding: .utf8) }
        try parts.joined().write(toFile: file, atomically: true, encoding: .utf8)
        return file
    }

    private func openssl(_ arguments: [String]) async throws {
        let fixed = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
        ]
        let result = try await ChildProcess.run("openssl", fixed + arguments)
        guard result.status == 0 else {
            throw EndedEarly(what: "openssl req", status: result.status, log: result.errors)
        }
    }
}
