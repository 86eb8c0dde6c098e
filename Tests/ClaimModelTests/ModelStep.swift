/// One step of a sequence.
enum ModelStep: Sendable, CustomStringConvertible {
    case call(ModelCall, server: Int)
    /// Two callers at once: the first on one server, the second on the other.
    case both(ModelCall, ModelCall)
    case letPass(Duration)
    /// As if Redis had been emptied, for this client.
    case loseData
    case flushScripts

    /// How many calls or events this is.
    var operations: Int {
        if case .both = self { 2 } else { 1 }
    }

    var description: String {
        switch self {
        case .call(let call, let server): "\(call), on server \(server)"
        case .both(let first, let second): "at once: \(first); and: \(second)"
        case .letPass(let time): "let pass \(time)"
        case .loseData: "lose all data"
        case .flushScripts: "flush the scripts"
        }
    }
}
