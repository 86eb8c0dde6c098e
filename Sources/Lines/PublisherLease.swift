package import Moderation

/// The lease under which pending items are read from the record and published.
package struct PublisherLease: Equatable, Sendable {
    package let name: String
    package let until: Timestamp

    package init(name: String, until: Timestamp) {
        self.name = name
        self.until = until
    }
}
