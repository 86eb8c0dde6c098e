/// The words behind a command, sorted into options and the rest.
struct Arguments: Sendable {
    private(set) var positional: [String] = []
    private var values: [String: String] = [:]
    private var flags: Set<String> = []

    /// Takes `--name value` and `--name=value`; `--` ends the options, and a lone `-` is a word.
    init(_ words: [String], options: [OptionSpec]) throws(CommandFailure) {
        var rest = words[...]
        while let word = rest.popFirst() {
            if word == "--" {
                positional += rest
                break
            }
            guard word.hasPrefix("-"), word != "-" else {
                positional.append(word)
                continue
            }
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard let option = options.first(where: { $0.name == parts[0] }) else {
                throw .misuse("no option \(parts[0]); what stands behind -- is no option")
            }
            guard values[option.name] == nil, !flags.contains(option.name) else {
                throw .misuse("\(option.name) is given twice")
            }
            if option.value == nil {
                guard parts.count == 1 else { throw .misuse("\(option.name) takes no value") }
                flags.insert(option.name)
            } else {
                guard let value = parts.count == 2 ? parts[1] : rest.popFirst() else {
                    throw .misuse("\(option.name) needs a value")
                }
                values[option.name] = value
            }
        }
    }

    func has(_ flag: String) -> Bool { flags.contains(flag) }

    subscript(option: String) -> String? { values[option] }

    var names: Set<String> { Set(values.keys) }

    func required(_ option: String) throws(CommandFailure) -> String {
        guard let value = values[option] else { throw .misuse("\(option) is missing") }
        return value
    }

    /// The one word that the command takes besides its options.
    func only(_ what: String) throws(CommandFailure) -> String {
        guard positional.count == 1 else {
            throw .misuse(positional.isEmpty ? "\(what) is missing" : "one \(what) only, not \(positional.count)")
        }
        return positional[0]
    }

    func none() throws(CommandFailure) {
        guard let word = positional.first else { return }
        throw .misuse("\(word) is too much")
    }
}
