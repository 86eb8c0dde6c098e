import Lines
import Moderation
import Testing

@Suite struct StoryTests {
    @Test func `what waits and has a story is told of, and takes it along`() {
        var test = TestLine()
        test.publish("a", "b", "c")
        test.claim("ann", 2)
        test.release("a", by: "ann")
        let stories = test.line.stories
        #expect(stories.map(\.post.description) == ["a"], "b is held, and nobody ever had c")
        let story = stories.first?.story
        #expect(story?.released == [ModeratorName(stored: "ann")])

        var next = TestLine(epoch: 2)
        let entry = TestLine.entry("a", story: story)
        next.apply(.publish([entry], permit: .new(until: next.now), most: 10))
        #expect(next.claim("ann") == [], "who released it does not get it in another line")
        #expect(next.claim("ben").map(\.post) == ["a"])
        #expect(next.item("a")?.story.deliveries == 2)
    }
}
