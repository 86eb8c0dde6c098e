/// How long something holds, as it is typed: `90s`, `15m`, `12h`, `30d`.
struct Lifetime {
    let duration: Duration

    private static let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
    private static let longest: Int64 = 100 * 365 * 86_400

    init(_ text: String) throws(CommandFailure) {
        guard let unit = text.last.flatMap({ Self.units[$0] }), let count = Int64(text.dropLast()), count > 0,
            count <= Self.longest / unit
        else { throw .misuse("--expires: \(text) is no time such as 12h or 30d") }
        duration = .seconds(count * unit)
    }
}
