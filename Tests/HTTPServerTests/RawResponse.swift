/// A response as it came over the wire.
struct RawResponse {
    let status: Int
    let line: String
    let headers: [(name: String, value: String)]
    var body: [UInt8] = []

    var text: String { String(decoding: body, as: UTF8.self) }

    init?(head: ArraySlice<UInt8>) {
        let lines = String(decoding: head, as: UTF8.self).split(separator: "\r\n")
        guard let first = lines.first, first.hasPrefix("HTTP/1.1 "), let status = Int(first.dropFirst(9).prefix(3))
        else {
            return nil
        }
        line = String(first)
        self.status = status
        headers = lines.dropFirst().compactMap { line in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            return (line[..<colon].lowercased(), String(line[colon...].dropFirst(2)))
        }
    }

    subscript(name: String) -> String? {
        headers.first { $0.name == name }?.value
    }

    static func endOfHead(_ bytes: [UInt8]) -> Int? {
        let mark = Array("\r\n\r\n".utf8)
        guard bytes.count >= 4 else { return nil }
        return (0...bytes.count - 4).first { bytes[$0] == 13 && Array(bytes[$0..<$0 + 4]) == mark }.map { $0 + 4 }
    }

    /// Whether this is a problem document with that code and all that one must have.
    func isProblem(_ status: Int, _ code: String) -> Bool {
        self.status == status && self["content-type"] == "application/problem+json"
            && self["cache-control"] == "no-store" && self["x-request-id"]?.isEmpty == false
            && text.hasPrefix(#"{"type":"urn:modpilot:problem:\#(code)","title":""#)
            && text.contains(#""status":\#(status),"#)
            && text.contains(#""detail":""#) && text.hasSuffix(#""code":"\#(code)"}"#)
    }
}
