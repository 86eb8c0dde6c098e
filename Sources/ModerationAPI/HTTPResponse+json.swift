import HTTPServer
import JSONText

extension HTTPResponse {
    /// An answer that no cache may keep: what it says of claims holds for this caller and this moment.
    static func json(_ status: Int, _ json: JSONWriter) -> HTTPResponse {
        HTTPResponse(
            status: status,
            headers: [("Content-Type", "application/json"), ("Cache-Control", "no-store")],
            body: json.bytes
        )
    }
}
