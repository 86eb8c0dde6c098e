import HTTPServer
import Ingestion
import JSONText
import Moderation

extension ModerationAPI {
    /// `POST verdicts`: one object, or many as lines.
    func ingest(_ call: Call) async throws(APIProblem) -> HTTPResponse {
        switch MediaType(of: call.request) {
        case .json: return try await ingestOne(call)
        case .lines: return try await ingestLines(call)
        case nil:
            throw APIProblem(
                .unsupportedMediaType,
                "send one verdict as application/json, or one on each line as application/x-ndjson, uncompressed"
            )
        }
    }

    private func ingestOne(_ call: Call) async throws(APIProblem) -> HTTPResponse {
        let body = call.request.body
        let read = await LongWork.run(over: body.count) { () -> Result<VerdictRecord, IngestProblem> in
            do throws(IngestProblem) { return .success(try VerdictParser.parse(body)) } catch { return .failure(error) }
        }
        let record: VerdictRecord
        do {
            record = try read.get()
        } catch {
            services.metrics.add(1, to: .refusedVerdicts)
            throw APIProblem(error)
        }
        let answer: IngestAnswer
        do {
            answer = try await services.ingestion.ingest(record, for: call.client)
        } catch {
            throw APIProblem(error)
        }
        services.metrics.add(1, to: answer.isDuplicate ? .duplicateVerdicts : .acceptedVerdicts)
        var json = JSONWriter()
        json.beginObject()
        json.field("post_id", string: answer.post.description)
        json.field("status", string: answer.status.rawValue)
        json.field("round", integer: answer.round)
        json.field("queued", bool: answer.isQueued)
        json.field("duplicate", bool: answer.isDuplicate)
        if answer.isStale { json.field("stale", bool: true) }
        json.endObject()
        return .json(answer.isDuplicate ? 200 : 201, json)
    }

    private func ingestLines(_ call: Call) async throws(APIProblem) -> HTTPResponse {
        let body = call.request.body
        guard body.count <= IngestLimits.bodyBytes else {
            throw APIProblem(.tooLarge, "a body may hold \(IngestLimits.bodyBytes) bytes; send it in parts")
        }
        let lines = await LongWork.run(over: body.count) { Self.lines(of: body) }
        guard let lines else {
            throw APIProblem(.tooLarge, "a body may have \(IngestLimits.lines) lines; send it in parts")
        }
        let report: IngestReport
        do {
            report = try await services.ingestion.ingest(lines, for: call.client)
        } catch {
            throw APIProblem(error)
        }
        services.metrics.add(report.accepted, to: .acceptedVerdicts)
        services.metrics.add(report.duplicates, to: .duplicateVerdicts)
        services.metrics.add(report.refused.count, to: .refusedVerdicts)
        return .json(200, Self.body(report))
    }

    /// Nil where there are too many.
    private static func lines(of body: [UInt8]) -> [LineReader.Line]? {
        var reader = LineReader(most: IngestLimits.lines)
        var lines = reader.take(body)
        if let last = reader.finish() { lines.append(last) }
        return reader.count <= IngestLimits.lines ? lines : nil
    }

    private static func body(_ report: IngestReport) -> JSONWriter {
        var json = JSONWriter()
        json.beginObject()
        json.field("accepted", integer: report.accepted)
        json.field("duplicates", integer: report.duplicates)
        json.field("refused")
        json.beginArray()
        for refusal in report.refused {
            json.beginObject()
            json.field("line", integer: refusal.line)
            json.field("code", string: refusal.problem.code.rawValue)
            json.field("detail", string: refusal.problem.detail)
            json.endObject()
        }
        json.endArray()
        json.endObject()
        return json
    }
}

extension APIProblem {
    fileprivate init(_ problem: IngestProblem) {
        let code: ProblemCode =
            switch problem.code {
            case .invalidJSON: .invalidJSON
            case .invalidField: .invalidField
            case .unknownField: .unknownField
            case .tooLarge: .tooLarge
            case .unavailable: .unavailable
            }
        self.init(code, problem.detail, problem.field.map(Member.field) ?? .none)
    }
}
