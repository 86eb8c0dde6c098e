import Moderation

extension Line {
    /// The line as it is, without the signals that were not taken. A pass over all of it.
    package func image() -> LineImage {
        LineImage(
            header: LineImage.Header(
                epoch: epoch,
                isClosed: isClosed,
                time: time,
                generations: generations,
                published: published,
                publisher: publisher,
                digest: digest,
                itemCount: items.count,
                settledCount: settled.count
            ),
            items: items.inOrder,
            settled: settled.sorted(by: Self.isBefore)
        )
    }

    /// Puts a line together; nil where parts are missing or don't belong together.
    package init?(_ image: LineImage) {
        let header = image.header
        guard image.items.count == header.itemCount, image.settled.count == header.settledCount else { return nil }
        self.init()
        epoch = header.epoch
        isClosed = header.isClosed
        time = header.time
        generations = header.generations
        published = header.published
        publisher = header.publisher
        settled = Set(image.settled)
        for item in image.items {
            guard items.slot(of: item.post) == nil, item.nth <= published else { return nil }
            add(item)
        }
        guard settled.count == header.settledCount else { return nil }
        state = LineDigest(header.digest)
    }

    /// By the bytes of the posts: `String` takes two spellings of one character for the same.
    private static func isBefore(_ left: LineRound, _ right: LineRound) -> Bool {
        guard left.post == right.post else {
            return left.post.description.utf8.lexicographicallyPrecedes(right.post.description.utf8)
        }
        return left.round < right.round
    }
}
