import Lines
import Moderation
import MongoClient
import MongoShared

extension LineReplica {
    /// Writes an image when the log has grown enough, one at a time. Whoever appends does: every server would otherwise.
    func writeImageIfDue() {
        guard !isWritingImage, let loaded, loaded.growth.isWorthAnImage else { return }
        Task { await writeImage() }
    }

    /// Writes an image of the line as it is.
    func writeImage() async {
        guard !isWritingImage, let loaded else { return }
        isWritingImage = true
        defer { isWritingImage = false }
        do throws(MongoError) {
            let now = try await time.server()
            let trim = LogTrim(from: trimmedBefore, to: min(loaded.marks.settledBefore(now), loaded.seq))
            let name = context.nextNonce()
            guard let bytes = try await Self.write(loaded.line, at: loaded.seq, named: name, trim: trim, to: images)
            else {
                return
            }
            trimmedBefore = max(trimmedBefore, trim.to)
            self.loaded?.noteImage(bytes: bytes)
        } catch {
            // The log has it all; the next entry tries again.
            context.report("no image of the line of \(client): \(error)")
        }
    }

    /// Not on the actor: callers need not wait for it.
    @concurrent
    private static func write(
        _ line: Line,
        at seq: Int64,
        named name: String,
        trim: LogTrim,
        to images: LineImages
    ) async throws(MongoError) -> Int? {
        try await images.write(line, at: seq, named: name, trim: trim)
    }
}
