/// What became of an item that was to be put into line.
package enum PublishAnswer: String, Sendable {
    /// In line now; an older round of the item that was there is out.
    case queued
    /// It was there, in this round or a newer one.
    case present
    /// It was decided while the publisher was at work.
    case settled
    /// The permit had lapsed, or an older round is being decided, whose result must go out first: the item still waits
    /// in MongoDB, and the next publisher takes it.
    case late
    /// The claim store holds as many items of the client as it may: the item waits in MongoDB until there is room.
    case full
}
