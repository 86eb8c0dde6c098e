/// The fencing token behind a claim: a number that rises with each claim of a client, through every restart and every
/// loss of Redis.
///
/// The epoch stands above 32 bits of count, so that a Redis that lost its data goes on above all that it ever gave
/// out. Below 2^53, so that Lua and JSON keep it exactly.
package struct Generation: Hashable, Comparable, Sendable {
    package let number: Int64

    /// 2^53 - 1.
    package static let most: Int64 = 9_007_199_254_740_991
    /// Epochs are below this one.
    package static let mostEpochs: Int64 = 1 << 21

    /// What is beyond the numbers that there are stands for the first or last.
    package init(_ number: Int64) { self.number = min(max(number, 0), Self.most) }

    /// Below every generation of `epoch` and above every one of the epochs before.
    package static func floor(ofEpoch epoch: Int64) -> Generation { Generation(epoch << 32) }

    /// The epoch that gave it out.
    package var epoch: Int64 { number >> 32 }

    package static func < (left: Generation, right: Generation) -> Bool { left.number < right.number }
}
