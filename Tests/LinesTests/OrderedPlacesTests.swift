import TestSupport
import Testing

@testable import Lines

@Suite struct OrderedPlacesTests {
    @Test func `places come in order whatever order they were put in and taken out`() {
        var random = SeededGenerator(seed: 7)
        var places = OrderedPlaces()
        var plain: [Place] = []
        for nth in 0..<6_000 {
            if Int.random(in: 0..<3, using: &random) == 0, let place = plain.randomElement(using: &random) {
                places.remove(place)
                plain.removeAll { $0 == place }
            } else {
                let place = Place(at: Int64(Int.random(in: 0..<500, using: &random)), nth: Int64(nth), slot: nth)
                places.insert(place)
                plain.append(place)
            }
            guard nth % 100 == 0 else { continue }
            plain.sort()
            #expect(Array(places.inOrder) == plain)
            #expect(places.count == plain.count)
            #expect(places.first == plain.first)
            #expect(places.last(3) == Array(plain.reversed().prefix(3)))
            #expect(places[rank: plain.count / 2] == plain[plain.count / 2])
            #expect(places[rank: plain.count] == nil)
        }
        for place in plain.shuffled(using: &random) { places.remove(place) }
        #expect(places.isEmpty)
        #expect(places.first == nil)
    }

    @Test func `what is not there is not taken out`() {
        var places = OrderedPlaces()
        places.remove(Place(at: 1, nth: 1, slot: 1))
        places.insert(Place(at: 1, nth: 1, slot: 1))
        places.remove(Place(at: 1, nth: 2, slot: 1))
        places.remove(Place(at: 2, nth: 1, slot: 1))
        #expect(places.count == 1)
    }

    @Test(arguments: [0, 1, 5, 600, 2_000])
    func `the first that is not among others is found behind all that are`(avoided: Int) {
        var places = OrderedPlaces()
        var others = OrderedPlaces()
        for nth in 0..<2_000 {
            let place = Place(at: Int64(nth), nth: Int64(nth), slot: nth)
            places.insert(place)
            if nth < avoided || nth > avoided + 10 { others.insert(place) }
        }
        #expect(places.first(notIn: others)?.slot == (avoided < 2_000 ? avoided : nil))
    }
}
