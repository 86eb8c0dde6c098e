import Testing

@testable import RedisClient

@Suite struct ReconnectMachineTests {
    private let backoff = Backoff()
    private let second: UInt64 = 1_000_000_000

    @Test func `the first command starts connecting and the next ones wait with it`() {
        var machine = ReconnectMachine(backoff: backoff)
        #expect(machine.admit() == .dialAndWait)
        #expect(machine.admit() == .wait)
        #expect(machine.dialed() == 1)
        #expect(machine.admit() == .wait)
        #expect(machine.admit(setup: 1) == .send)
        #expect(machine.admit(setup: 0) == .wait)
        machine.prepared(now: 0)
        #expect(machine.admit() == .send)
    }

    @Test func `after a failed attempt commands are refused until Redis is back`() {
        var machine = ReconnectMachine(backoff: backoff)
        _ = machine.admit()
        #expect(machine.failed("gone", now: 0, random: 0) == .dialAfter(.milliseconds(50)))
        #expect(machine.admit() == .refuse(reason: "gone"))
        #expect(machine.beginDialing() == true)
        #expect(machine.admit() == .refuse(reason: "gone"))
        #expect(machine.failed("still gone", now: 0, random: 0) == .dialAfter(.milliseconds(100)))
        #expect(machine.admit() == .refuse(reason: "still gone"))
        #expect(machine.beginDialing() == true)
        #expect(machine.dialed() == 1)
        #expect(machine.admit() == .refuse(reason: "still gone"))
        machine.prepared(now: 0)
        #expect(machine.admit() == .send)
    }

    @Test func `a good connection that is lost is made again at once`() {
        var machine = ReconnectMachine(backoff: backoff)
        _ = machine.admit()
        _ = machine.dialed()
        machine.prepared(now: 0)
        #expect(machine.failed("lost", now: second, random: 0) == .dialNow)
        #expect(machine.admit() == .wait)
        #expect(machine.dialed() == 2)
    }

    @Test func `a connection that lasts no second, or fell silent, is not made again at once`() {
        var machine = ReconnectMachine(backoff: backoff)
        _ = machine.admit()
        _ = machine.dialed()
        machine.prepared(now: 0)
        #expect(machine.failed("lost", now: second / 2, random: 0) == .dialAfter(.milliseconds(50)))
        #expect(machine.beginDialing() == true)
        _ = machine.dialed()
        machine.prepared(now: second)
        #expect(machine.failed("silent", now: 9 * second, isSilent: true, random: 0) == .dialAfter(.milliseconds(50)))
        #expect(machine.admit() == .refuse(reason: "silent"))
    }

    @Test func `behind a silence one command passes, and the others once it is answered`() {
        var machine = ReconnectMachine(backoff: backoff)
        func connect(at now: UInt64) {
            #expect(machine.beginDialing() == true)
            _ = machine.dialed()
            machine.replied()
            machine.prepared(now: now)
        }
        _ = machine.admit()
        _ = machine.dialed()
        machine.prepared(now: 0)
        #expect(machine.failed("silent", now: 9 * second, isSilent: true, random: 0) == .dialAfter(.milliseconds(50)))
        connect(at: 9 * second)
        #expect(machine.admit() == .send)
        #expect(machine.admit() == .refuse(reason: "silent"))
        // It is silent again: longer waits, though the connection lasted.
        #expect(machine.failed("silent", now: 11 * second, isSilent: true, random: 0) == .dialAfter(.milliseconds(100)))
        connect(at: 11 * second)
        #expect(machine.admit() == .send)
        // Lost before the answer: still on trial.
        #expect(machine.failed("lost", now: 12 * second, random: 0) == .dialAfter(.milliseconds(200)))
        connect(at: 12 * second)
        #expect(machine.admit() == .send)
        #expect(machine.admit() == .refuse(reason: "lost"))
        machine.replied()
        #expect(machine.admit() == .send)
        #expect(machine.admit() == .send)
        #expect(machine.failed("lost", now: 14 * second, random: 0) == .dialNow)
    }

    @Test func `a closed machine stays closed`() {
        var machine = ReconnectMachine(backoff: backoff)
        machine.close()
        #expect(machine.admit() == .closed)
        #expect(machine.beginDialing() == false)
        #expect(machine.failed("lost", now: 0, random: 0) == .nothing)
        #expect(machine.admit() == .closed)
    }

    @Test func `waits double up to two seconds and lose up to half of it by chance`() {
        #expect(backoff.delay(failures: 1, random: 0) == .milliseconds(50))
        #expect(backoff.delay(failures: 5, random: 0) == .milliseconds(800))
        #expect(backoff.delay(failures: 7, random: 0) == .seconds(2))
        #expect(backoff.delay(failures: .max, random: 0) == .seconds(2))
        #expect(backoff.delay(failures: 2, random: 1) == .milliseconds(50))
    }
}
