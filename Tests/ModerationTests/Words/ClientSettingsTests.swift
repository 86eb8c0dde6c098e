import Moderation
import Testing

@Suite struct ClientSettingsTests {
    @Test func `the defaults are the contract's`() {
        let settings = ClientSettings()
        #expect(settings.tier == .redis)
        #expect(settings.lease == .seconds(300))
        #expect(settings.maxHold == .seconds(1_200))
        #expect(settings.maxClaims == 10)
        #expect(settings.itemTTL == .seconds(86_400))
        #expect(
            Priority.allCases.map { settings.targetWait(of: $0) }
                == [.seconds(300), .seconds(1_800), .seconds(14_400), .seconds(86_400)]
        )
        #expect(settings.maxExpiries == 3)
        #expect(settings.resultsKept == .seconds(7 * 24 * 3_600))
    }

    @Test func `each priority has its own target wait`() {
        var settings = ClientSettings()
        settings.targetUrgent = .seconds(1)
        settings.targetHigh = .seconds(2)
        settings.targetNormal = .seconds(3)
        settings.targetLow = .seconds(4)
        #expect(settings.targetWait(of: .urgent) == .seconds(1))
        #expect(settings.targetWait(of: .high) == .seconds(2))
        #expect(settings.targetWait(of: .normal) == .seconds(3))
        #expect(settings.targetWait(of: .low) == .seconds(4))
    }
}
