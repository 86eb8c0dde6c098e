import Foundation
import HTTPServer

/// An answer as a caller sees it.
struct Answer {
    let status: Int
    let headers: [(String, String)]
    let body: [UInt8]

    init(_ response: HTTPResponse) {
        status = response.status
        headers = response.headers
        body = response.body
    }

    var text: String { String(decoding: body, as: UTF8.self) }

    /// Empty where the body is no object.
    var json: [String: Any] {
        (try? JSONSerialization.jsonObject(with: Data(body))) as? [String: Any] ?? [:]
    }

    func object(_ name: String) -> [String: Any] { json[name] as? [String: Any] ?? [:] }

    func list(_ name: String) -> [[String: Any]] { json[name] as? [[String: Any]] ?? [] }

    func string(_ name: String) -> String? { json[name] as? String }

    var code: String? { string("code") }

    func header(_ name: String) -> String? { headers.first { $0.0.lowercased() == name.lowercased() }?.1 }

    /// Status and code, if it is a whole problem document that says the same in both places.
    var refusal: String {
        guard header("Content-Type") == "application/problem+json", string("title") != nil,
            string("detail")?.isEmpty == false, json["status"] as? Int == status, let code,
            string("type") == "urn:modpilot:problem:\(code)", header("X-Request-Id") != nil
        else { return "no problem document: \(status) \(text)" }
        return "\(status) \(code)"
    }
}
