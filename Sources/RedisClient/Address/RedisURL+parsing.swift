import TLS

extension RedisURL {
    private static let longestSocketPath = 107
    private static let highestDatabase = 65_535

    /// Reads an address; names the part that is wrong, without quoting it.
    package init(_ text: String) throws(RedisURLError) {
        guard let separator = text.firstRange(of: "://") else { throw .scheme }
        let rest = text[separator.upperBound...]
        switch text[..<separator.lowerBound].lowercased() {
        case "redis": try self.init(tcp: rest, tls: nil)
        case "rediss":
            let question = rest.firstIndex(of: "?") ?? rest.endIndex
            try self.init(tcp: rest[..<question], tls: Self.trust(rest[question...].dropFirst()))
        case "unix": try self.init(unix: rest)
        default: throw .scheme
        }
    }

    private init(tcp rest: Substring, tls: TLSTrust?) throws(RedisURLError) {
        guard !rest.contains(where: { $0 == "?" || $0 == "#" }) else { throw .query }
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        let (login, location) = Self.splitLogin(rest[..<slash])
        let path = rest[slash...].dropFirst()
        let (host, port) = try Self.hostAndPort(location)
        self.init(
            endpoint: .tcp(host: host, port: port),
            tls: tls,
            database: path.isEmpty ? 0 : try Self.database(path)
        )
        try read(login: login)
    }

    private init(unix rest: Substring) throws(RedisURLError) {
        guard !rest.contains("#") else { throw .query }
        let question = rest.firstIndex(of: "?") ?? rest.endIndex
        let slash = rest[..<question].firstIndex(of: "/") ?? question
        let (login, host) = Self.splitLogin(rest[..<slash])
        guard host.isEmpty, slash < question else { throw .noPath }
        let path = try percentDecoded(rest[slash..<question])
        guard path.utf8.count > 1, !path.utf8.contains(0) else { throw .noPath }
        guard path.utf8.count <= Self.longestSocketPath else { throw .pathTooLong }
        let query = rest[question...].dropFirst()
        guard query.isEmpty || query.hasPrefix("db=") else { throw .query }
        self.init(endpoint: .unix(path: path), database: query.isEmpty ? 0 : try Self.database(query.dropFirst(3)))
        try read(login: login)
    }

    private static func trust(_ query: Substring) throws(RedisURLError) -> TLSTrust {
        var trust = TLSTrust()
        for word in query.split(separator: "&") {
            let equals = word.firstIndex(of: "=") ?? word.endIndex
            let value = try percentDecoded(word[equals...].dropFirst())
            guard !value.isEmpty, !value.utf8.contains(0) else { throw .query }
            switch word[..<equals] {
            case "ca" where trust.authorities == nil: trust.authorities = value
            case "cert" where trust.certificate == nil: trust.certificate = value
            case "key" where trust.key == nil: trust.key = value
            case "verify" where value == "on" || value == "off": trust.verifies = value == "on"
            default: throw .query
            }
        }
        guard trust.key == nil || trust.certificate != nil else { throw .query }
        return trust
    }

    /// What stands before the last `@`, nil without one, and what stands after it.
    private static func splitLogin(_ authority: Substring) -> (login: Substring?, location: Substring) {
        guard let at = authority.lastIndex(of: "@") else { return (nil, authority) }
        return (authority[..<at], authority[authority.index(after: at)...])
    }

    private mutating func read(login: Substring?) throws(RedisURLError) {
        guard let login else { return }
        let colon = login.firstIndex(of: ":") ?? login.endIndex
        let name = try percentDecoded(login[..<colon])
        user = name.isEmpty ? nil : name
        password = colon < login.endIndex ? try percentDecoded(login[colon...].dropFirst()) : nil
    }

    private static func hostAndPort(_ location: Substring) throws(RedisURLError) -> (String, UInt16) {
        let host: Substring
        let port: Substring
        if location.first == "[" {
            guard let bracket = location.firstIndex(of: "]") else { throw .noHost }
            host = location[..<bracket].dropFirst()
            port = location[bracket...].dropFirst()
        } else {
            let colon = location.firstIndex(of: ":") ?? location.endIndex
            host = location[..<colon]
            port = location[colon...]
        }
        guard !host.isEmpty, !host.utf8.contains(0) else { throw .noHost }
        guard !port.isEmpty else { return (String(host), 6379) }
        guard port.first == ":", let number = decimal(port.dropFirst()), (1...65_535).contains(number) else {
            throw .port
        }
        return (String(host), UInt16(number))
    }

    private static func database(_ text: Substring) throws(RedisURLError) -> Int {
        guard let number = decimal(text), number <= highestDatabase else { throw .database }
        return number
    }

    /// Digits alone: `Int("+5")` would take a sign.
    private static func decimal(_ text: Substring) -> Int? {
        guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
        return Int(text)
    }
}
