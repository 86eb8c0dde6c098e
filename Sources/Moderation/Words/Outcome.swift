/// What a person says of an item.
package enum Outcome: String, Sendable {
    case approved, rejected
}
