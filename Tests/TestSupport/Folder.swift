import Foundation

/// A temporary folder that goes away with its owner.
package final class Folder: Sendable {
    package let path: String

    /// - Throws: What the system says when it cannot be made.
    package init(_ prefix: String) throws {
        path = FileManager.default.temporaryDirectory.appending(path: uniqueName("modpilot-\(prefix)")).path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Removes all that is in it.
    /// - Throws: What the system says when something stays.
    package func clear() throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: path) {
            try FileManager.default.removeItem(atPath: path(name))
        }
    }

    /// Copies all that is in it into another one.
    /// - Throws: What the system says when something can't be copied.
    package func copy(into other: Folder) throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: path) {
            try FileManager.default.copyItem(atPath: path(name), toPath: other.path(name))
        }
    }

    /// The path of a file or folder in it.
    package func path(_ name: String) -> String {
        path + "/" + name
    }

    /// What a file in it holds, with what is not UTF-8 replaced; empty when it is not there.
    package func text(_ name: String) -> String {
        let data = FileManager.default.contents(atPath: path(name)) ?? Data()
        return String(decoding: data, as: UTF8.self)
    }
}
