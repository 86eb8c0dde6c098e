/// A request whose bytes are made once; only a number of fixed width in it changes from one sending to the next.
package struct RequestTemplate: Sendable {
    /// The whole request, with zeros in the number's place.
    let bytes: [UInt8]
    private let number: Range<Int>

    /// Makes the request `head` + number + `rest`, where the number has `digits` decimal digits.
    package init(head: String, digits: Int, rest: String) {
        let start = head.utf8.count
        number = start..<start + digits
        bytes = Array(head.utf8) + [UInt8](repeating: UInt8(ascii: "0"), count: digits) + Array(rest.utf8)
    }

    /// Writes the last digits of `value` into the number's place of a copy of the bytes.
    func set(_ value: Int, in copy: inout [UInt8]) {
        var left = value.magnitude
        for index in number.reversed() {
            copy[index] = UInt8(ascii: "0") + UInt8(left % 10)
            left /= 10
        }
    }
}
