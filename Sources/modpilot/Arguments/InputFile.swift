import Dispatch
import Foundation

/// A file, or standard input, that is read in blocks off Swift's own threads.
final class InputFile: Sendable {
    /// Nil where it isn't known, as for a pipe.
    let size: Int?
    private let file: FileHandle
    private let path: String
    private let queue = DispatchQueue(label: "input")

    private static let blockBytes = 1 << 20

    /// Opens the file at a path; `-` is standard input.
    init(_ path: String) throws(CommandFailure) {
        self.path = path
        if path == "-" {
            file = .standardInput
            size = nil
            return
        }
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw .failed("\(path) can't be read: is it there, and may you?")
        }
        self.file = file
        // A link's own attributes would tell nothing of the file.
        let target = URL(filePath: path).resolvingSymlinksInPath().path
        let attributes = try? FileManager.default.attributesOfItem(atPath: target)
        // A folder opens, and fails only when it is read, in no words for people.
        guard attributes?[.type] as? FileAttributeType != .typeDirectory else {
            throw .failed("\(path) is a folder: name a file of lines, or - for standard input")
        }
        size = (attributes?[.size] as? NSNumber)?.intValue
    }

    /// The next block; nil at the end.
    func block() async throws(CommandFailure) -> [UInt8]? {
        let result: Result<[UInt8]?, CommandFailure> = await withCheckedContinuation { done in
            queue.async { [file, path] in
                do {
                    let data = try file.read(upToCount: Self.blockBytes)
                    done.resume(returning: .success(data.flatMap { $0.isEmpty ? nil : [UInt8]($0) }))
                } catch {
                    done.resume(returning: .failure(.failed("\(path) can't be read: \(error)")))
                }
            }
        }
        return try result.get()
    }
}
