import Lines
import Moderation
import Testing

@Suite struct EpochTests {
    @Test func `what comes in another epoch changes nothing`() {
        var test = TestLine(epoch: 3)
        test.publish("a")
        let before = test.line.image()
        test.letPass(.seconds(5))
        for epoch: Int64 in [2, 4] {
            let claim = LineCommand.claim(TestLine.asking("ann"))
            #expect(test.line.apply(claim, epoch: epoch, at: test.now) == .epoch(3))
        }
        for epoch: Int64 in [2, 3] {
            #expect(test.line.apply(.open(adopting: []), epoch: epoch, at: test.now) == .epoch(3))
        }
        #expect(test.line.image() == before)
    }

    @Test func `a newer epoch begins empty and above all generations`() {
        var test = TestLine(epoch: 1)
        test.publish("a", "b")
        test.apply(.holdPublisherLease(name: "one"))
        let first = test.claim("ann")[0].generation
        test.begin("a", by: "ann")
        test.acknowledge("a")
        test.epoch = 2
        #expect(test.apply(.open(adopting: [])) == .epoch(2))
        #expect(test.line.itemCount == 0)
        #expect(test.line.queues == [])
        #expect(test.line.publisher(at: test.now) == nil)
        test.publish("b")
        let next = test.claim("ann")[0].generation
        #expect(next.number == 2 << 32 + 1)
        #expect(next > first)
    }

    @Test func `adopted claims are live under their generations, and can be decided`() {
        var test = TestLine(epoch: 4)
        test.publish("a", "b", "c", "d")
        test.claim("ann", 2)
        test.claim("ben")
        test.begin("c", by: "ben")
        let holdings = test.line.holdings(now: test.now)
        #expect(holdings.map(\.entry.post.description) == ["a", "b", "c"])

        var next = TestLine(epoch: 0)
        next.epoch = 9
        next.now = test.now
        #expect(next.apply(.open(adopting: holdings + holdings)) == .epoch(9))
        #expect(next.line.itemCount == 3)
        #expect(next.claim("ann", 5).map(\.post) == ["a", "b"], "they are in the working set, once")
        #expect(next.claim("cyn") == [])
        let start = DecisionStart.deciding(
            round: 1,
            generation: holdings[0].claim.generation,
            token: Generation(Generation.floor(ofEpoch: 9).number + 1),
            epoch: 9
        )
        #expect(next.begin("a", by: "ann") == .decision(start))
        #expect(next.acknowledge("a") == .acknowledged(isResult: true))
        // The rest expires like any claim.
        next.letPass(.seconds(301))
        #expect(next.claim("cyn", 5).map(\.post) == ["b", "c"])
    }

    @Test func `claims are put aside in parts, and an epoch begins with all of them or not at all`() {
        var test = TestLine(epoch: 4)
        test.publish("a", "b")
        test.claim("ann", 2)
        let holdings = test.line.holdings(now: test.now)
        test.apply(.close)
        test.epoch = 5
        let (one, other) = ([holdings[0]], [holdings[1]])
        #expect(test.apply(.adopt(other, mark: "first", isFirst: true)) == .done)
        // Whoever died leaves a part, which goes with the first part of the next one.
        #expect(test.apply(.adopt(one, mark: "second", isFirst: false)) == .epoch(4))
        #expect(test.apply(.adopt(one, mark: "second", isFirst: true)) == .done)
        #expect(test.apply(.adopt(other, mark: "first", isFirst: false)) == .epoch(4))
        #expect(test.apply(.begin(mark: "second", count: 2)) == .epoch(4), "one is missing")
        #expect(test.line.isAdopting && test.line.holdings(now: test.now) == holdings, "what stood stands")
        #expect(test.apply(.adopt(other, mark: "second", isFirst: false)) == .done)
        #expect(test.apply(.begin(mark: "first", count: 2)) == .epoch(4))
        #expect(test.apply(.begin(mark: "second", count: 2)) == .epoch(5))
        #expect(!test.line.isAdopting)
        #expect(test.claim("ann", 2).map(\.post) == ["a", "b"])
        #expect(test.apply(.begin(mark: "second", count: 2)) == .epoch(5), "harmless when repeated")
    }

    @Test func `an adopted claim keeps its generation and its story, and has a token of the new epoch`() throws {
        var test = TestLine(epoch: 4)
        test.publish("a")
        let generation = test.claim("ann")[0].generation
        test.begin("a", by: "ann")
        test.apply(.reopen(PostID(stored: "a"), token: generation))
        let holding = try #require(test.line.holdings(now: test.now).first)
        var next = TestLine(epoch: 5)
        next.now = test.now
        next.epoch = 6
        next.apply(.open(adopting: [holding]))
        guard case .decision(.deciding(_, generation, let token, _)) = next.begin("a", by: "ann") else {
            Issue.record("it can't be decided")
            return
        }
        #expect(token > Generation.floor(ofEpoch: 6), "a fence stands at the beginning of the epoch")
        #expect(next.item("a")?.story == test.item("a")?.story)
    }

    @Test func `a closed epoch takes results and nothing else`() {
        var test = TestLine()
        test.publish("a", "b")
        test.claim("ann")
        test.begin("a", by: "ann")
        #expect(test.apply(.close) == .closed)
        let items = test.line.image().items
        #expect(test.publish("c") == .closed)
        #expect(test.apply(.claim(TestLine.asking("ben"))) == .closed)
        #expect(test.apply(.expire(.default, maxExpiries: 3)) == .closed)
        #expect(test.release("a", by: "ann") == .closed)
        #expect(test.apply(.close) == .closed)
        #expect(test.line.image().items == items)
        #expect(test.line.holdings(now: test.now).count == 1)
        #expect(test.acknowledge("a") == .acknowledged(isResult: true))
        #expect(test.acknowledge("a") == .acknowledged(isResult: false))
        test.epoch = 2
        #expect(test.apply(.open(adopting: [])) == .epoch(2))
        test.publish("c")
        #expect(test.claim("ben").map(\.post) == ["c"])
    }

    @Test func `time never goes back`() {
        var test = TestLine()
        test.publish("a")
        test.letPass(.seconds(100))
        test.claim("ann")
        let expiresAt = test.item("a")?.hold?.claim.expiresAt
        test.now = TestLine.start
        test.publish("b")
        test.claim("ben")
        #expect(test.item("b")?.hold?.claim.expiresAt == expiresAt)
        #expect(test.line.stats(now: test.now).now == test.line.time)
    }
}
