import Foundation
import Testing

@testable import JSONText

@Suite
struct `Random documents` {
    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `come back the same in text and value`(seed: UInt64) throws {
        var generator = DocumentGenerator(seed: seed)
        for _ in 0..<500 {
            let document = generator.object()
            let object = try JSONObjectText.parse(document.spaced)
            #expect(try JSONObjectText.parse(document.compact) == object)

            var verbatim = JSONWriter()
            verbatim.beginArray()
            verbatim.raw(document.compact)
            verbatim.endArray()
            let whole = try JSONArrayText.parse("[" + document.spaced + "]")
            #expect(whole.elements.map(\.rawText).first?.utf8.elementsEqual(document.compact.utf8) == true)
            #expect(verbatim.bytes == Array("[\(document.compact)]".utf8))

            var writer = JSONWriter()
            writer.beginObject()
            for member in object.members {
                writer.field(named: member.name)
                writer.value(member.value)
            }
            writer.endObject()
            let written = try JSONSerialization.jsonObject(with: Data(writer.bytes)) as? NSDictionary
            let original = try JSONSerialization.jsonObject(with: Data(document.spaced.utf8)) as? NSDictionary
            #expect(original != nil && written == original, "seed \(seed): \(document.spaced)")
        }
    }

    /// Acceptance is the grammar's, save for what is refused on purpose: other kinds at the top, depth, repeated names
    /// and half surrogate pairs.
    @Test(arguments: 1...4)
    func `mutated at random never crash, and are taken only if RFC 8259 takes them`(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed) &* 7919)
        var generator = DocumentGenerator(seed: UInt64(seed))
        var taken = 0
        for round in 0..<5_000 {
            var bytes = Array((round.isMultiple(of: 2) ? generator.object().spaced : Self.fixed).utf8)
            for _ in 0..<Int.random(in: 1...3, using: &random) { mutate(&bytes, &random) }
            let depth = StrictRecogniser.depth(of: bytes)
            do throws(JSONError) {
                let object = try JSONObjectText.parse(bytes)
                taken += 1
                #expect(depth.map { $0 <= 32 } == true, "\(bytes)")
                if (try? JSONSerialization.jsonObject(with: Data(bytes))) == nil {
                    // Foundation must decode, so it refuses what nested values may keep: half pairs, huge numbers.
                    let text = String(decoding: bytes, as: UTF8.self)
                    #expect(text.lowercased().contains("\\ud") || text.contains(/[0-9][eE]\+?[0-9]{3}/), "\(text)")
                }
                for member in object.members {
                    #expect(StrictRecogniser.depth(of: Array(member.value.rawText.utf8)) != nil, "\(bytes)")
                }
            } catch {
                switch error {
                case .notAnObject, .tooDeep, .duplicateKey, .unpairedSurrogate: break
                default: #expect(depth == nil, "\(error): \(bytes)")
                }
                #expect(error.offset.map { (0...bytes.count).contains($0) } == true)
            }
        }
        #expect(taken > 200)
    }

    private static let fixed =
        #"{"post_id":"p-1","content":{"text":"a\u00e9 \ud83d\ude00 é","n":[1,-2.5e3,true,null]},"x":"\n" , "y":[{}]}"#

    private func mutate(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
        let structural = Array("{}[],:\"\\ue0-+.1 \n\u{B}\0tfn".utf8)
        let place = Int.random(in: 0...bytes.count, using: &random)
        let end = min(bytes.count, place + Int.random(in: 0...4, using: &random))
        switch Int.random(in: 0...5, using: &random) {
        case 0: bytes.removeSubrange(place..<end)
        case 1: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
        case 2: bytes.insert(structural.randomElement(using: &random) ?? 0, at: place)
        case 3: if place < bytes.count { bytes[place] = structural.randomElement(using: &random) ?? 0 }
        case 4: bytes.insert(contentsOf: bytes[place..<end], at: Int.random(in: 0...bytes.count, using: &random))
        default: if Bool.random(using: &random) { bytes.removeSubrange(place...) }
        }
    }
}
