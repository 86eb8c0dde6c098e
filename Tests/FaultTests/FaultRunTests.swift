import TestSupport
import Testing

/// Nothing is lost, doubled or handed out again, whatever fails: two servers under load while their Redis, their MongoDB
/// and they themselves are broken, and a full count behind it.
///
/// `config/test --faults MINUTES` runs this alone, for as long as told.
struct FaultRunTests {
    @Test(.timeLimit(.minutes(FaultPlan.limitInMinutes)))
    func `Nothing is lost, decided twice or handed out again, whatever fails`() async throws {
        let plan = try FaultPlan.ofEnvironment()
        let report = FaultReport(plan)
        let stage = try await Stage.start()
        let end = plan.minutes.map { ContinuousClock.now + .seconds(60 * $0) }
        func isOver() -> Bool { end.map { ContinuousClock.now >= $0 } ?? false }
        var number = 0
        while number < plan.periods ?? .max, !isOver() {
            let period = FaultPeriod(stage: stage, plan: plan, report: report, number: number)
            do {
                try await period.run(until: isOver)
            } catch {
                report.end()
                throw error
            }
            number += 1
        }
        report.end()
        #expect(report.violations == [])
    }
}
