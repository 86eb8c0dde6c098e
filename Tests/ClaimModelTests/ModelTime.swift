import ClaimFixtures
import Moderation

/// Time moves in steps of the model that are far longer than a sequence really takes; so nothing ends by itself between
/// them.
///
/// All that is counted from an instant ends half-way between two of these steps, or a quarter of one beside that where two
/// ends could meet. Both sides agree on which comes first for as long as Redis's clock is less than `mostDrift` ahead.
enum ModelTime {
    static let unit: Duration = .seconds(400)
    static let leases: [Duration] = [.seconds(200), .seconds(600)]
    static let holds: [Duration] = [.seconds(100), .seconds(500), .seconds(900), .seconds(1_300)]

    /// What really went by in Redis is taken back when it is more than this.
    static let driftAllowed: Duration = .milliseconds(500)
    /// The shortest times, which are the stores' own, are 10 s.
    static let mostDrift: Duration = .seconds(5)

    /// As `ClientDump` counts.
    static func steps(_ instant: Timestamp, from now: Timestamp) -> Int64 {
        let step = ClientDump.step.components.seconds * 1_000
        let shifted = instant.milliseconds - now.milliseconds + step / 2
        return shifted >= 0 ? shifted / step : (shifted - step + 1) / step
    }
}
