import Foundation

/// What a server answered to one request.
package struct HTTPAnswer: Sendable, CustomStringConvertible {
    package let status: Int

    /// In the order and spelling they came in.
    package let headers: [(name: String, value: String)]

    package let body: [UInt8]

    /// The first header of that name, in any spelling.
    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// The body as text, with what is not UTF-8 replaced.
    package var text: String {
        String(decoding: body, as: UTF8.self)
    }

    /// The body as JSON.
    /// - Throws: When it is not JSON.
    package var json: LooseJSON {
        get throws { try LooseJSON(body) }
    }

    /// The `code` of a problem body; nil when there is none.
    package var code: String? {
        try? json["code"].string
    }

    package var description: String {
        "\(status) \(text.prefix(300))"
    }
}
