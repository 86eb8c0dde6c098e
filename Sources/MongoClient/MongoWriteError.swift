/// Why one statement of an insert, update or delete command was refused.
package struct MongoWriteError: Hashable, Sendable {
    /// What the server answers when a unique index is in the way.
    package static let duplicateKeyCode = 11000

    /// The statement's position in the command, from 0.
    package let index: Int
    package let code: Int
    package let message: String

    package var isDuplicateKey: Bool { code == Self.duplicateKeyCode }
}
