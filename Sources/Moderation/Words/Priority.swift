/// How soon an item should be looked at: each priority has a target wait, which sets the due time.
package enum Priority: String, CaseIterable, Sendable {
    case urgent, high, normal, low

    package init(field text: String) throws(InvalidField) {
        guard let known = Priority(rawValue: text) else {
            throw InvalidField("priority", "must be one of urgent, high, normal, low")
        }
        self = known
    }
}
