package import Moderation

/// A line taken apart, to be kept and put together again: `Line.image` and `Line.init(_:)`.
package struct LineImage: Equatable, Sendable {
    package let header: Header
    /// In the order of publishing.
    package let items: [StandingItem]
    /// What was acknowledged under the publisher's lease, in an order of its own that is always the same.
    package let settled: [LineRound]

    /// All but what grows with the line.
    package struct Header: Equatable, Sendable {
        package let epoch: Int64
        package let isClosed: Bool
        /// When the last command happened.
        package let time: Timestamp
        /// Generations and tokens given out in this epoch.
        package let generations: Int64
        /// Items ever put into line.
        package let published: Int64
        package let publisher: PublisherLease?
        package let digest: UInt64
        /// How many items and settled rounds belong to it.
        package let itemCount: Int
        package let settledCount: Int

        package init(
            epoch: Int64,
            isClosed: Bool,
            time: Timestamp,
            generations: Int64,
            published: Int64,
            publisher: PublisherLease?,
            digest: UInt64,
            itemCount: Int,
            settledCount: Int
        ) {
            self.epoch = epoch
            self.isClosed = isClosed
            self.time = time
            self.generations = generations
            self.published = published
            self.publisher = publisher
            self.digest = digest
            self.itemCount = itemCount
            self.settledCount = settledCount
        }
    }

    package init(header: Header, items: [StandingItem], settled: [LineRound]) {
        self.header = header
        self.items = items
        self.settled = settled
    }
}
