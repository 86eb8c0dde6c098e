/// The ways in which yajl 2.1 finds a text wrong, told apart by the words of its message: it has no codes.
struct Problem {
    static let trailing = "nothing may follow the value"

    enum Position {
        case atConsumed
        case beforeConsumed
        case startOfToken
    }

    let sentence: String
    let position: Position

    /// - Parameter message: As `yajl_get_error` gives it; nil for words that yajl 2.1 does not have.
    init?(message: String) {
        guard let entry = Self.table.first(where: { message.contains($0.words) }) else { return nil }
        sentence = entry.sentence
        position = entry.position
    }

    private static let table: [(words: String, sentence: String, position: Position)] = [
        ("invalid char in json text", "unexpected character", .beforeConsumed),
        ("invalid string in json text", "unknown word", .atConsumed),
        ("occurs before a character", "unknown escape in a string", .atConsumed),
        ("(non-hex) character", "a \\u escape needs four hexadecimal digits", .atConsumed),
        ("invalid character inside string", "control character in a string", .atConsumed),
        ("after the decimal point", "a digit must follow the decimal point", .atConsumed),
        ("after the exponent", "a digit must follow the exponent", .atConsumed),
        ("after the minus sign", "a digit must follow the minus sign", .atConsumed),
        ("probable comment", "comments are not JSON", .atConsumed),
        ("trailing garbage", trailing, .startOfToken),
        ("after key and value", "expected ',' or '}' after a member", .startOfToken),
        ("after array element", "expected ',' or ']' after an element", .startOfToken),
        ("separated by a colon", "expected ':' after a name", .startOfToken),
        ("invalid object key", "expected a name in quotes", .startOfToken),
        ("unallowed token", "expected a value", .startOfToken),
    ]
}
