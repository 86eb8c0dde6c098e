import Moderation

/// Numbers that stand for generations and epochs on both sides, which begin in different epochs.
struct ModelNumbers: Sendable {
    let firstEpoch: Int64

    /// Claims count up from 1 in each epoch; epochs stand this far apart.
    static let claimsInEpoch: Int64 = 1_000_000
    private static let generationsOfEpoch = Generation.floor(ofEpoch: 1).number

    func number(_ generation: Generation) -> Int64 {
        let (epoch, count) = generation.number.quotientAndRemainder(dividingBy: Self.generationsOfEpoch)
        return (epoch - firstEpoch) * Self.claimsInEpoch + count
    }

    func generation(_ number: Int64) -> Generation {
        let (epoch, count) = number.quotientAndRemainder(dividingBy: Self.claimsInEpoch)
        return Generation(Generation.floor(ofEpoch: firstEpoch + epoch).number + count)
    }

    /// As `ClientDump` writes it.
    func text(_ generation: Generation) -> String {
        let (epoch, count) = number(generation).quotientAndRemainder(dividingBy: Self.claimsInEpoch)
        return "\(epoch).\(count)"
    }
}
