import HTTPServer
import JSONText
import ModerationJSON

extension APIProblem {
    /// As RFC 9457 has it, with the headers that RFC 9110 asks for.
    var response: HTTPResponse {
        var headers = [("Content-Type", "application/problem+json"), ("Cache-Control", "no-store")]
        switch code {
        case .unauthenticated: headers.append(("WWW-Authenticate", "Bearer"))
        case .unavailable, .tooManyRequests: headers.append(("Retry-After", "1"))
        default: break
        }
        if case .allow(let methods) = member { headers.append(("Allow", methods)) }
        return HTTPResponse(status: code.status, headers: headers, body: json)
    }

    private var json: [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.field("type", string: "urn:modpilot:problem:" + code.rawValue)
        json.field("title", string: code.title)
        json.field("status", integer: code.status)
        json.field("detail", string: detail)
        json.field("code", string: code.rawValue)
        switch member {
        case .none, .allow: break
        case .field(let name): json.field("field", string: name)
        case .round(let round, let openedAt):
            json.field("round", integer: round)
            json.field("opened_at", time: openedAt)
        case .withdrawn(let at): json.field("withdrawn_at", time: at)
        case .holder(let claim):
            json.field("claim")
            json.claim(claim, id: nil)
        case .decision(let decision):
            json.field("decision")
            json.decision(decision)
        case .parts(let problems): json.problems(problems)
        }
        json.endObject()
        return json.bytes
    }
}

extension JSONWriter {
    /// The member `problems`.
    mutating func problems(_ problems: [ReadinessProblem]) {
        field("problems")
        beginArray()
        for problem in problems {
            beginObject()
            field("part", string: problem.part)
            field("detail", string: problem.detail)
            endObject()
        }
        endArray()
    }
}
