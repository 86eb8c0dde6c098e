/// How durable a write must be before it is acknowledged.
package struct WriteConcern: Hashable, Sendable {
    /// As the server reads it: `w`, `j`, `wtimeout`.
    package let document: BSONDocument

    /// A majority of the members has it in their journals. Should that not be confirmed in time, the write fails
    /// with `.writeConcernFailed` although it was applied.
    ///
    /// - Parameter timeout: Must be below the time for an answer (15 s unless the URI says otherwise).
    package static func majority(timeout: Duration = .seconds(8)) -> WriteConcern {
        let milliseconds = max(1, timeout.wholeMilliseconds)
        return WriteConcern(document: ["w": "majority", "j": true, "wtimeout": .int64(milliseconds)])
    }

    /// The primary has it in its journal: it survives a crash of that server, not the loss of it.
    package static let journaled = WriteConcern(document: ["w": 1, "j": true])

    /// The primary has it in memory: for writes whose loss only costs work.
    package static let acknowledged = WriteConcern(document: ["w": 1])
}
