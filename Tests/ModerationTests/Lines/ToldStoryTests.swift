import ClaimFixtures
import Moderation
import ModerationJSON
import Testing

/// What the events of an item tell of it.
@Suite struct ToldStoryTests {
    private let post = PostID(stored: "a")

    private func event(
        _ kind: ItemEvent.Kind,
        _ generation: Int64,
        _ moderator: String? = "ann",
        at: Int64,
        until: Int64? = nil,
        round: Int = 1,
        by: String? = nil
    ) -> ItemEvent {
        ItemEvent(
            post: post,
            kind: kind,
            at: Timestamp(milliseconds: at),
            moderator: moderator.map { ModeratorName(stored: $0) },
            round: round,
            generation: Generation(generation),
            until: until.map { Timestamp(milliseconds: $0) },
            by: by.map { ModeratorName(stored: $0) }
        )
    }

    private func told(_ events: ItemEvent..., round: Int = 1, at now: Int64 = 31) -> Story? {
        let now = Timestamp(milliseconds: now)
        let story = Story(ofRound: round, after: events, at: now)
        #expect(Story(ofRound: round, after: events.reversed(), at: now) == story, "the order says nothing")
        return story
    }

    private func held(_ events: ItemEvent..., at now: Int64) -> HeldClaim? {
        HeldClaim(after: events, at: Timestamp(milliseconds: now))
    }

    @Test func `nothing is told where nobody had the item in that round`() {
        #expect(told() == nil)
        let queued = ItemEvent(post: post, kind: .queued, at: Timestamp(milliseconds: 1), round: 1)
        #expect(told(queued) == nil)
        #expect(told(event(.claimed, 1, at: 1, until: 9), event(.released, 1, at: 2), round: 2) == nil)
    }

    @Test func `who released it, how often it was handed out, and how its claims ended`() throws {
        let story = try #require(
            told(
                event(.claimed, 1, "ann", at: 1, until: 9),
                event(.released, 1, "ann", at: 2),
                event(.claimed, 2, "ben", at: 3, until: 12),
                event(.expired, 2, "ben", at: 12),
                event(.claimed, 3, "cyn", at: 13, until: 22),
                event(.extended, 3, "cyn", at: 20, until: 29),
                event(.escalated, 3, "cyn", at: 21),
                event(.claimed, 4, "sue", at: 30, until: 39)
            )
        )
        #expect(story.deliveries == 4 && story.expiries == 1)
        #expect(story.released == [ModeratorName(stored: "ann")])
        #expect(story.past.map(\.end) == [.released, .expired, .escalated], "the last one holds")
        #expect(story.past.map(\.claim.generation.number) == [1, 2, 3])
        #expect(story.past.map(\.claim.claimedAt.milliseconds) == [1, 3, 13])
        #expect(story.past.map(\.claim.expiresAt.milliseconds) == [9, 12, 29])
    }

    @Test func `each of several who released it is known, and each once`() {
        let story = told(
            event(.claimed, 1, "ann", at: 1),
            event(.released, 1, "ann", at: 2),
            event(.claimed, 2, "ben", at: 3),
            event(.released, 2, "ben", at: 4),
            event(.escalated, 2, "ben", at: 4),
            event(.claimed, 3, "ann", at: 5),
            event(.released, 3, "ann", at: 6)
        )
        #expect(story?.released.map(\.description) == ["ann", "ben"])
        #expect(story?.past.map(\.end) == [.released, .released, .released])
    }

    @Test func `what a supervisor took back its holder did not release`() {
        let story = told(event(.claimed, 1, at: 1, until: 9), event(.released, 1, at: 2, by: "sue"))
        #expect(story?.released == [] && story?.past.map(\.end) == [.taken])
    }

    @Test func `an expiry counts, whoever told the rest, and also where the supervisors got the item by it`() {
        let story = told(
            event(.expired, 1, at: 9),
            event(.claimed, 2, "ben", at: 10, until: 19),
            event(.expired, 2, "ben", at: 19),
            event(.escalated, 2, nil, at: 19)
        )
        #expect(story?.expiries == 2 && story?.past.map(\.end) == [.expired, .expired])
    }

    @Test func `a claim that was extended behind its expiry goes on`() {
        let (claimed, expired) = (event(.claimed, 1, at: 1, until: 9), event(.expired, 1, at: 9))
        let extended = event(.extended, 1, at: 11, until: 19)
        #expect(told(claimed, expired, extended, at: 12)?.expiries == 0)
        #expect(held(claimed, expired, extended, at: 12)?.claim.expiresAt == Timestamp(milliseconds: 19))
        #expect(held(claimed, expired, at: 12) == nil)
        let again = told(claimed, expired, extended, event(.expired, 1, at: 19))
        #expect(again?.expiries == 1 && again?.past.map(\.end) == [.expired])
        // Extended in time, in a store that lost it: its end was the one before.
        let lost = event(.extended, 1, at: 5, until: 14)
        #expect(told(claimed, lost, expired)?.expiries == 1)
        #expect(held(claimed, lost, expired, at: 10) == nil)
    }

    @Test func `whose end nobody told has expired when its time is over`() {
        let claimed = event(.claimed, 1, at: 1, until: 9)
        #expect(told(claimed, at: 8)?.past == [] && held(claimed, at: 8) != nil)
        #expect(held(claimed, at: 9) == nil)
        let story = told(claimed, at: 9)
        #expect(story?.expiries == 1 && story?.past.map(\.end) == [.expired])
        #expect(told(claimed, event(.expired, 1, at: 9), at: 99) == story)
    }

    @Test func `what was released behind its expiry is both`() {
        let story = told(
            event(.claimed, 1, at: 1, until: 9),
            event(.expired, 1, at: 9),
            event(.released, 1, at: 11)
        )
        #expect(story?.expiries == 1 && story?.released.count == 1 && story?.past.map(\.end) == [.released])
    }

    @Test func `an item that is held carries what happened before`() throws {
        let events = [
            event(.claimed, 1, "ann", at: 1, until: 9), event(.released, 1, "ann", at: 2),
            event(.claimed, 2, "ben", at: 3, until: 12),
        ]
        let held = HeldClaim(after: events, at: Timestamp(milliseconds: 5), carrying: \.text)
        let story = try Story(text: try #require(held?.carried))
        #expect(held?.claim.generation.number == 2)
        #expect(story.released.map(\.description) == ["ann"] && story.past.count == 1)
    }

    @Test func `of two accounts of a round each adds what the other lacks`() throws {
        let all = [
            event(.claimed, 1, "ann", at: 1, until: 9), event(.released, 1, "ann", at: 2),
            event(.claimed, 2, "ben", at: 3, until: 12), event(.expired, 2, "ben", at: 12),
            event(.claimed, 3, "cyn", at: 13, until: 22), event(.released, 3, "cyn", at: 14),
        ]
        let now = Timestamp(milliseconds: 30)
        let whole = try #require(Story(ofRound: 1, after: all, at: now))
        var early = try #require(Story(ofRound: 1, after: Array(all[..<4]), at: now))
        let late = try #require(Story(ofRound: 1, after: Array(all[2...]), at: now))
        early.replaced = [Story.Replaced(moderator: ModeratorName(stored: "dan"), generation: Generation(0))]
        let united = early.united(with: late)
        #expect(united.past == whole.past && united.expiries == 1 && united.deliveries == 2)
        #expect(Set(united.released) == Set(whole.released))
        #expect(united.replaced.count == 1 && late.united(with: early).replaced.count == 1)
        #expect(whole.united(with: whole) == whole)
    }

    /// Moderators do at random what they can, and what is written down of it is compared with what the line knows.
    @Test(arguments: 1...40 as ClosedRange<UInt64>)
    func `the journal tells what the line knows`(seed: UInt64) async throws {
        let clock = ManualClock()
        let claims = LineClaims(clock: clock)
        let (records, journal) = (MemoryRecords(clock: clock), MemoryJournal())
        let desk = ClaimDesk(claims: claims, records: records, journal: journal, naming: PlainNaming())
        let recovery = Recovery(claims: claims, records: records, journal: journal)
        var settings = ClientSettings()
        settings.maxReleases = 4
        let client = Client(id: try ClientID("acme"), settings: settings)
        let verdict = VerdictRecord(post: post, verdict: .manualReview)
        guard case .stored(_, _, let item?) = try await records.record([verdict], for: client)[0] else { return }
        _ = try await claims.publish([item], for: client, permit: claims.permitForNewItems(of: client))

        var chance = SeededGenerator(seed: seed)
        for _ in 0..<60 {
            clock.advance(by: .milliseconds(.random(in: 1...200_000, using: &chance)))
            let moderator = ModeratorName(stored: ["ann", "ben", "cyn", "dan"].randomElement(using: &chance) ?? "")
            let change = ClaimChange(
                client: client,
                post: post,
                moderator: moderator,
                claimID: nil,
                isSupervisor: Bool.random(using: &chance)
            )
            switch Int.random(in: 0..<10, using: &chance) {
            case 0..<5:
                let queue: QueueName = Bool.random(using: &chance) ? .default : .escalated
                let request = ClaimRequest(client: client, moderator: moderator, queue: queue, limit: 1)
                journal.add(try await claims.claim(request).events, of: client.id)
            case 5: _ = try? await desk.release(change)
            case 6: _ = try? await desk.extend(change)
            case 7: _ = try? await desk.escalate(change)
            default: _ = try await recovery.settle(client)
            }
        }
        clock.advance(by: .seconds(2_000))
        _ = try await recovery.settle(client)
        #expect(try await claims.holdPublisherLease("one", for: client))
        let queue = try #require(try await claims.look(at: post, for: client)).queue
        let shelved = try await claims.shelve([(post, 1)], from: queue, of: client, publisher: "one")
        let known = try Story(text: try #require(shelved?.first?.carried))
        let events = try await journal.events(of: post, client: client.id)
        #expect(Story(ofRound: 1, after: events, at: clock.now) == known)
    }
}
