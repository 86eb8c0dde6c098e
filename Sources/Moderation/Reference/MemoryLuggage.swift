/// What items leave behind when they are let go of, by the text that stands for it outside.
struct MemoryLuggage {
    private var stories: [String: MemoryItem.Story] = [:]

    /// Nil where there is nothing to keep.
    mutating func check(in story: MemoryItem.Story) -> String? {
        guard story.deliveries > 0 || !story.replaced.isEmpty else { return nil }
        let name = "luggage-\(stories.count)"
        stories[name] = story
        return name
    }

    func story(_ name: String?) -> MemoryItem.Story? { name.flatMap { stories[$0] } }
}
