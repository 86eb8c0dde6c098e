import Lines
import Moderation
import MongoClient
import MongoShared

extension LineReplica {
    /// Writes an image when the log has grown enough, one at a time. Whoever appends does: every server would otherwise.
    func writeImageIfDue() {
        guard !isWritingImage, let loaded, loaded.growth.isWorthAnImage else { return }
        isWritingImage = true
        Task {
            await writeImageIfNobodyDid()
            isWritingImage = false
        }
    }

    private func writeImageIfNobodyDid() async {
        do throws(MongoError) {
            if let head = try await images.head() { loaded?.noteImage(at: head.seq, bytes: head.bytes) }
            guard let loaded, loaded.growth.isWorthAnImage else { return }
            try await write(loaded.line, at: loaded.seq)
        } catch {
            // The log has it all; the next entry tries again.
            context.report("no image of the line of \(client): \(error)")
        }
        await trimLog()
    }

    /// Writes an image of the line as it is.
    func writeImage() async {
        guard !isWritingImage, let loaded else { return }
        isWritingImage = true
        defer { isWritingImage = false }
        do throws(MongoError) {
            try await write(loaded.line, at: loaded.seq)
        } catch {
            context.report("no image of the line of \(client): \(error)")
        }
        await trimLog()
    }

    private func write(_ line: Line, at seq: Int64) async throws(MongoError) {
        // What is put aside for the next epoch is in the log alone: an image behind a part of it would cost the others.
        guard !line.isAdopting else { return }
        guard let bytes = try await Self.write(line, at: seq, named: context.nextNonce(), to: images) else { return }
        loaded?.noteImage(at: seq, bytes: bytes)
    }

    /// Not on the actor: callers need not wait for it.
    @concurrent
    private static func write(
        _ line: Line,
        at seq: Int64,
        named name: String,
        to images: LineImages
    ) async throws(MongoError) -> Int? {
        try await images.write(line, at: seq, named: name)
    }

    /// Deletes what the image makes superfluous, as soon as it is old enough.
    func trimLog() async {
        guard let end = loaded?.trimmableBefore, end > trimmedBefore else { return }
        do throws(MongoError) {
            try await images.trimLog(from: trimmedBefore, before: end)
            trimmedBefore = max(trimmedBefore, end)
        } catch {
            // It is tried again by the next look.
            context.report("the log of \(client) was not trimmed: \(error)")
        }
    }
}
