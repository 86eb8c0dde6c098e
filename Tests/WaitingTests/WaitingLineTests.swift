import Testing

@testable import Waiting

@Suite struct WaitingLineTests {
    private let line = LineUnderTest()
    private static let nothing = LineAnswer(isServed: false)
    private static let something = LineAnswer(isServed: true)

    @Test(arguments: [(0, 3), (1, 3), (3, 3), (7, 3), (3, 0)])
    func `as many are woken as items came, first come first served`(items: Int, callers: Int) {
        let tickets = line.parked(callers)
        #expect((0..<items).flatMap { _ in line.announce(1) } == Array(tickets.prefix(items)))
        #expect(line.parkedCount == max(0, callers - items))
    }

    @Test func `one signal of many items wakes as many`() {
        let tickets = line.parked(5)
        #expect(line.announce(3) == Array(tickets.prefix(3)))
        #expect(line.announce(.max) == Array(tickets.suffix(2)))
    }

    @Test func `a signal between question and parking makes the caller ask again, once`() {
        let caller = line.enter()
        #expect(line.announce(1) == [])
        #expect(!line.park(caller))
        #expect(line.park(caller))
    }

    @Test func `what came before the question keeps nobody from parking`() {
        #expect(line.announce(5) == [])
        let other = line.enter()
        _ = line.announce(5)
        let caller = line.enter()
        #expect(line.park(caller))
        #expect(!line.park(other))
    }

    @Test func `whoever was too late has its old place again`() {
        let tickets = line.parked(3)
        #expect(line.announce(1) == [tickets[0]])
        #expect(line.answered(tickets[0], Self.nothing) == [])
        #expect(line.park(tickets[0]))
        #expect(line.announce(3) == tickets)
    }

    @Test func `the turn of one who may not have what is left goes on, once to each`() {
        let tickets = line.parked(3)
        let barred = LineAnswer(isServed: false, ready: 1)
        #expect(line.announce(1) == [tickets[0]])
        for (ticket, next) in zip(tickets, tickets.dropFirst()) {
            #expect(line.answered(ticket, barred) == [next])
            #expect(line.park(ticket))
        }
        #expect(line.answered(tickets[2], barred) == [])
        #expect(line.park(tickets[2]))
        #expect(line.parkedCount == 3)
    }

    @Test func `the turn of one who leaves goes on, unless it was used`() {
        let tickets = line.parked(4)
        #expect(line.announce(1) == [tickets[0]])
        #expect(line.leave(tickets[0]) == [tickets[1]])
        #expect(line.answered(tickets[1], Self.something) == [])
        #expect(line.leave(tickets[1]) == [])
        #expect(line.leave(tickets[2]) == [], "it was not its turn")
        #expect(line.announce(1) == [tickets[3]])
    }

    @Test func `the turn of one who leaves goes to one who is asking, where none is parked`() {
        let tickets = line.parked(1)
        let asking = line.enter()
        #expect(line.announce(1) == tickets)
        #expect(line.leave(tickets[0]) == [])
        #expect(!line.park(asking))
    }

    @Test func `a doubt wakes one, and as many more as it finds items`() {
        let tickets = line.parked(4)
        #expect(line.doubt() == [tickets[0]])
        #expect(line.answered(tickets[0], Self.nothing) == [])
        #expect(line.park(tickets[0]))
        #expect(line.doubt() == [tickets[0]])
        #expect(line.answered(tickets[0], LineAnswer(isServed: true, ready: 2)) == [tickets[1], tickets[2]])
        #expect(line.leave(tickets[0]) == [])
        #expect(line.lookOnce() == [tickets[3]])
        #expect(line.answered(tickets[3], LineAnswer(isServed: true, ready: 2)) == [])
    }

    @Test func `one who asks by itself is not woken, and one who was woken keeps its turn`() {
        let tickets = line.parked(2)
        line.unpark(tickets[0])
        #expect(line.announce(1) == [tickets[1]])
        line.unpark(tickets[1])
        #expect(line.leave(tickets[1]) == [])
        #expect(!line.park(tickets[0]), "the turn was left to it")
    }

    @Test func `results wake everyone`() {
        let line = LineUnderTest(.everyone)
        let tickets = line.parked(3)
        let asking = line.enter()
        #expect(line.announce(1) == tickets)
        for ticket in tickets { #expect(line.answered(ticket, Self.nothing) == []) }
        #expect(tickets.allSatisfy { line.park($0) })
        #expect(!line.park(asking))
        #expect(line.park(asking))
    }

    @Test func `a doubt about results wakes each in turn, and all once one finds some`() {
        let line = LineUnderTest(.everyone)
        let tickets = line.parked(3)
        for ticket in tickets + tickets {
            #expect(line.doubt() == [ticket])
            #expect(line.answered(ticket, Self.nothing) == [])
            #expect(line.park(ticket))
        }
        #expect(line.doubt() == [tickets[0]])
        #expect(line.answered(tickets[0], Self.something) == [tickets[1], tickets[2]])
    }

    @Test func `what nobody can use is not kept`() {
        let asking = line.enter()
        for _ in 0..<1_000 { _ = line.announce(1_000) }
        #expect(!line.park(asking))
        #expect(line.park(asking))
        _ = line.leave(asking)
        #expect(line.isEmpty)
    }
}
