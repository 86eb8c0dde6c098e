extension MongoError: CustomStringConvertible {
    /// A sentence for logs and operators.
    package var description: String {
        switch self {
        case .unavailable(let reason, _): reason
        case .timedOut(let maybeExecuted):
            maybeExecuted ? "no answer in time; the write may have been done" : "no answer in time"
        case .overloaded: "too many commands wait already"
        case .cancelled: "the call was cancelled"
        case .duplicateKey(let message, _, _): message
        case .writeErrors(let failure):
            failure.errors.first.map { "\(failure.errors.count) statements refused, first: \($0.message)" }
                ?? "the write was not confirmed"
        case .writeConcernFailed(let failure): "durability was not confirmed: \(failure)"
        case .command(let code, let name, let message): "\(name) (\(code)): \(message)"
        case .invalid(let message), .malformed(let message): message
        }
    }
}
