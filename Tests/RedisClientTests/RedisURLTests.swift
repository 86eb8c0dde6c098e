import RedisClient
import TLS
import Testing

@Suite struct RedisURLTests {
    @Test(arguments: [
        ("redis://127.0.0.1", RedisURL(endpoint: .tcp(host: "127.0.0.1", port: 6379))),
        ("redis://127.0.0.1:7000/", RedisURL(endpoint: .tcp(host: "127.0.0.1", port: 7000))),
        ("REDIS://h:1/65535", RedisURL(endpoint: .tcp(host: "h", port: 1), database: 65_535)),
        ("rediss://h/3", RedisURL(endpoint: .tcp(host: "h", port: 6379), tls: TLSTrust(), database: 3)),
        (
            "rediss://ann:pw@h:1/3?ca=/a%20b.pem&cert=/c.pem&key=/k.pem&verify=off",
            RedisURL(
                endpoint: .tcp(host: "h", port: 1),
                tls: TLSTrust(authorities: "/a b.pem", certificate: "/c.pem", key: "/k.pem", verifies: false),
                user: "ann",
                password: "pw",
                database: 3
            )
        ),
        (
            "rediss://h?ca=/c.pem&verify=on",
            RedisURL(endpoint: .tcp(host: "h", port: 6379), tls: TLSTrust(authorities: "/c.pem"))
        ),
        ("redis://[::1]:7000/0", RedisURL(endpoint: .tcp(host: "::1", port: 7000))),
        ("redis://[fe80::1]", RedisURL(endpoint: .tcp(host: "fe80::1", port: 6379))),
        ("redis://:secret@h", RedisURL(endpoint: .tcp(host: "h", port: 6379), password: "secret")),
        ("redis://ann@h", RedisURL(endpoint: .tcp(host: "h", port: 6379), user: "ann")),
        ("redis://ann:@h", RedisURL(endpoint: .tcp(host: "h", port: 6379), user: "ann", password: "")),
        (
            "redis://a%3Ab:p%40%2F%25+%C3%A4@h/2",
            RedisURL(endpoint: .tcp(host: "h", port: 6379), user: "a:b", password: "p@/%+ä", database: 2)
        ),
        ("redis://:p@ss@h", RedisURL(endpoint: .tcp(host: "h", port: 6379), password: "p@ss")),
        ("unix:///run/redis.sock", RedisURL(endpoint: .unix(path: "/run/redis.sock"))),
        ("unix:///a%20b?db=7", RedisURL(endpoint: .unix(path: "/a b"), database: 7)),
        ("unix://ann:pw@/s", RedisURL(endpoint: .unix(path: "/s"), user: "ann", password: "pw")),
    ])
    func `reads what is an address`(text: String, expected: RedisURL) throws {
        #expect(try RedisURL(text) == expected)
    }

    @Test(arguments: [
        ("", RedisURLError.scheme), ("127.0.0.1:6379", .scheme), ("http://h", .scheme), ("redis:/h", .scheme),
        ("redis://", .noHost), ("redis:///0", .noHost), ("redis://:pw@", .noHost), ("redis://[::1", .noHost),
        ("redis://h:", .port), ("redis://h:0", .port), ("redis://h:65536", .port), ("redis://h:+1", .port),
        ("redis://::1", .noHost), ("redis://:p/w@h", .noHost), ("redis://ann:p/w@h", .port), ("redis://[::1]x", .port),
        ("redis://h/x", .database), ("redis://h/-1", .database), ("redis://h/1/2", .database),
        ("redis://h/65536", .database), ("unix:///s?db=", .database), ("unix:///s?db=x", .database),
        ("unix://", .noPath), ("unix:///", .noPath), ("unix://s", .noPath), ("unix://host/s", .noPath),
        ("unix:///a%00b", .noPath), ("unix:///\(String(repeating: "x", count: 107))", .pathTooLong),
        ("redis://:%4@h", .percentEncoding), ("redis://:%zz@h", .percentEncoding), ("redis://:%ff@h", .percentEncoding),
        ("redis://h?db=1", .query), ("redis://h#1", .query), ("unix:///s?x=1", .query), ("unix:///s#1", .query),
        ("rediss://h?ca=", .query), ("rediss://h?ca", .query), ("rediss://h?verify=no", .query),
        ("rediss://h?key=/k", .query),
        ("rediss://h?ca=/a&ca=/b", .query), ("rediss://h?x=1", .query), ("rediss://h#1", .query),
        ("redis://h?ca=/a", .query),
        ("rediss://h?ca=%zz", .percentEncoding),
    ])
    func `names what is wrong with what is none`(text: String, expected: RedisURLError) {
        #expect(throws: expected) { try RedisURL(text) }
    }

    @Test(arguments: ["redis://ann:secret@h:1/2", "rediss://:secret@h", "unix://ann:secret@/s?db=1"])
    func `never shows its password`(text: String) throws {
        let url = try RedisURL(text)
        var dumped = ""
        dump(url, to: &dumped)
        for shown in ["\(url)", String(reflecting: url), dumped, "\([url])", url.address] {
            #expect(!shown.contains("secret"))
        }
        #expect("\(url)".contains(":***@"))
    }

    @Test func `prints as a URL that means the same`() throws {
        for text in [
            "redis://h:1/2", "rediss://h:6379/0", "unix:///s?db=1", "redis://[::1]:1/0", "redis://ann@h:1/0",
            "rediss://h:1/0?ca=/a.pem&cert=/c.pem&key=/k.pem&verify=off",
        ] {
            #expect(try RedisURL(text).description == text)
        }
    }
}
