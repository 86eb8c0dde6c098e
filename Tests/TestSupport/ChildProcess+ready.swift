extension ChildProcess {
    /// Waits until `condition` holds, and no longer than the process lives.
    ///
    /// What `condition` throws counts as "not yet".
    /// - Parameter log: The file that it writes to; its end is told when the process ended.
    /// - Throws: ``EndedEarly`` or ``NotInTime``.
    package func ready(
        _ what: String,
        within limit: Duration,
        log: @autoclosure () -> String,
        condition: () async throws -> Bool
    ) async throws {
        let early: EndedEarly? = try await eventually(what, within: limit) {
            if let status = exitStatus {
                return .some(.some(EndedEarly(what: what, status: status, log: String(log().suffix(1500)))))
            }
            return try await condition() ? .some(.none) : nil
        }
        if let early { throw early }
    }
}
