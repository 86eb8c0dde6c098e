import TestSupport
import Testing

struct EventuallyTests {
    @Test
    func `waiting returns as soon as there is a value`() async throws {
        var calls = 0
        let value: Int = try await eventually("the third call", every: .milliseconds(1)) {
            calls += 1
            return calls == 3 ? calls : nil
        }
        #expect(value == 3)
    }

    @Test
    func `waiting in vain tells what for, how long and the last trouble`() async throws {
        let failure = await #expect(throws: NotInTime.self) {
            try await eventually("rain", within: .milliseconds(5), every: .milliseconds(1)) {
                throw MissingVariable(name: "CLOUDS")
            }
        }
        #expect(failure?.description.contains("rain") == true)
        #expect(failure?.description.contains("CLOUDS") == true)
    }

    @Test
    func `unique names are valid client ids`() {
        let names = (0..<100).map { _ in uniqueName("c") }
        #expect(Set(names).count == 100)
        #expect(names.allSatisfy { $0.wholeMatch(of: /[a-z0-9][a-z0-9_-]{0,62}/) != nil })
    }
}
