/// Random JSON documents: each as written with white space strewn in, and the same tokens without any.
struct DocumentGenerator {
    struct Document {
        var spaced = ""
        var compact = ""

        mutating func add(_ token: String) {
            spaced += token
            compact += token
        }
    }

    private var random: SeededGenerator

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
    }

    /// An object whose names differ.
    mutating func object() -> Document {
        var document = Document()
        object(into: &document, level: 1)
        return document
    }

    private mutating func object(into document: inout Document, level: Int) {
        document.add("{")
        space(&document)
        for index in 0..<Int.random(in: 0...5, using: &random) {
            if index > 0 { separator(",", &document) }
            document.add("\"\(characters())\(index)\"")
            separator(":", &document)
            value(into: &document, level: level + 1)
        }
        space(&document)
        document.add("}")
    }

    private mutating func array(into document: inout Document, level: Int) {
        document.add("[")
        space(&document)
        for index in 0..<Int.random(in: 0...4, using: &random) {
            if index > 0 { separator(",", &document) }
            value(into: &document, level: level + 1)
        }
        space(&document)
        document.add("]")
    }

    private mutating func value(into document: inout Document, level: Int) {
        switch Int.random(in: level > 5 ? 2...6 : 0...6, using: &random) {
        case 0: object(into: &document, level: level)
        case 1: array(into: &document, level: level)
        case 2: document.add("\"\(characters())\"")
        case 3: document.add(number())
        case 4: document.add("true")
        case 5: document.add("false")
        default: document.add("null")
        }
    }

    private mutating func separator(_ text: String, _ document: inout Document) {
        space(&document)
        document.add(text)
        space(&document)
    }

    private mutating func space(_ document: inout Document) {
        for _ in 0..<max(0, Int.random(in: -4...3, using: &random)) {
            document.spaced += [" ", "\n", "\t", "\r"].randomElement(using: &random) ?? " "
        }
    }

    private mutating func characters() -> String {
        let pieces = [
            "a", "$where", "a.b", "é", "e\u{301}", "😀", "\u{10FFFF}", "\u{7F}", " ", "  ", "\\n", "\\\"", "\\\\", "\\/",
            "\\u0000", "\\u00e9", "\\ud83d\\ude00", "\\uFFFF", "{", "]", ",", ":", "/*", "漢字",
        ]
        return (0..<Int.random(in: 0...6, using: &random)).compactMap { _ in pieces.randomElement(using: &random) }
            .joined()
    }

    private mutating func number() -> String {
        let numbers = ["0", "-0", "1", "-17", "1.50", "9007199254740991", "1e2", "1E+2", "2.5e-3", "0.1"]
        return numbers.randomElement(using: &random) ?? "0"
    }
}
