import EventLoop
import Ingestion
import JSONText
import Moderation
import MongoClient
import MongoRecords
import RedisClient

enum IngestCommand: Command {
    static let name = "ingest"
    static let usage = "FILE|- --client ID"
    static let summary = "Takes AI verdicts from a file of lines, one JSON object each, or from standard input."
    static let discussion = """
        Lines that can't be taken are listed by number on standard error and cost no other line; then the exit status
        is 1. What is there already counts as a duplicate, so that a file can be given again after a failure.
        """
    static let options = [OptionSpec("--client", "ID", "whose posts these are")]

    static func run(_ arguments: Arguments) async throws(CommandFailure) {
        let path = try arguments.only("FILE")
        let id = try RecordsAccess.clientID(try arguments.required("--client"), option: "--client")
        let settings = try Settings(arguments)
        let input = try InputFile(path)
        guard let client = try await ClientShowCommand.find(id, settings) else { throw ClientShowCommand.missing(id) }
        let run = try await IngestRun(client: client, settings: settings)
        let result: Result<IngestReport, CommandFailure>
        do throws(CommandFailure) {
            result = .success(try await run.take(input))
        } catch {
            result = .failure(error)
        }
        await run.close()
        try finish(try result.get(), json: arguments.has("--json"))
    }

    private static func finish(_ report: IngestReport, json: Bool) throws(CommandFailure) {
        if json {
            var writer = JSONWriter()
            writer.beginObject()
            writer.field("accepted", integer: report.accepted)
            writer.field("duplicates", integer: report.duplicates)
            writer.field("refused", integer: report.refused.count)
            writer.endObject()
            Terminal.line(writer.text)
        } else {
            Terminal.line(
                "\(report.accepted) accepted, \(report.duplicates) duplicates, \(report.refused.count) refused"
            )
        }
        guard report.refused.isEmpty else {
            let count = report.refused.count
            throw .failed(
                count == 1
                    ? "1 line was refused; correct it and give the file again"
                    : "\(count) lines were refused; correct them and give the file again"
            )
        }
    }
}
