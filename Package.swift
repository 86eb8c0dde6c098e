// swift-tools-version: 6.2
import PackageDescription

/// Language mode 6 with everything that is still opt-in, so that a data race, an unsafe call or a
/// warning is a build failure.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("ImmutableWeakCaptures"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

func library(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

let package = Package(
    name: "modpilot",
    platforms: [.macOS(.v26)],
    targets: [
        // C libraries: a module map and a shim each.
        .systemLibrary(name: "CHiredis"),
        .systemLibrary(name: "CLibevent", pkgConfig: "libevent_pthreads"),
        .systemLibrary(name: "CMongoC", pkgConfig: "libmongoc-1.0"),
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl"),
        .systemLibrary(name: "CSodium", pkgConfig: "libsodium"),
        .systemLibrary(name: "CYajl", pkgConfig: "yajl"),

        // Wrappers: the only code that calls C. They know nothing of claims.
        library("EventLoop", ["CLibevent"]),
        library("TLS", ["COpenSSL"]),
        library("RedisClient", ["CHiredis", "CLibevent", "EventLoop", "TLS"]),
        library("MongoClient", ["CMongoC"]),
        library("HTTPServer", ["CLibevent", "EventLoop", "TLS"]),
        library("HTTPClient", ["CLibevent", "EventLoop"]),
        library("Secrets", ["CSodium"]),
        library("JSONText", ["CYajl"]),

        // The domain: standard library only.
        library("Moderation"),
        library("Lines", ["Moderation"]),
        // What several servers know of each other, as plain state: standard library only.
        library("Cluster"),

        // The two stores.
        .target(
            name: "ClaimScripts",
            path: "Lua",
            exclude: ["README.md"],
            resources: [
                "open", "close", "held", "adopt", "clear", "filled", "publish", "claim", "decide", "acknowledge",
                "withdraw", "expire",
                "reopen", "publisher", "look", "unclaim", "stats", "take", "settle", "extend", "release", "escalate",
                "shelve",
                "overstay", "window", "inspect", "mend", "probe", "refill", "check",
                "shared", "return", "remove", "holding", "elsewhere", "handback", "carried", "inbound", "beside",
                "queues", "flaws", "entries",
            ].map { .embedInCode("\($0).lua") },
            swiftSettings: strict
        ),
        library("ModerationJSON", ["Moderation", "JSONText"]),
        library("RedisClaims", ["Moderation", "ModerationJSON", "ClaimScripts", "RedisClient"]),
        // What both stores in MongoDB need: its clock, and its errors in the domain's words.
        library("MongoShared", ["Moderation", "MongoClient"]),
        library("MongoRecords", ["Cluster", "Moderation", "ModerationJSON", "MongoClient", "MongoShared"]),
        library("MongoClaims", ["Lines", "Moderation", "ModerationJSON", "JSONText", "MongoClient", "MongoShared"]),

        // Calls that wait for something to come.
        library("Waiting", ["EventLoop", "Moderation"]),

        // What comes in, what goes out, and the wiring.
        library("Ingestion", ["Moderation", "JSONText"]),
        library(
            "ModerationAPI",
            ["Moderation", "ModerationJSON", "Ingestion", "JSONText", "HTTPServer", "EventLoop", "Waiting"],
            resources: [.embedInCode("openapi.json")]
        ),
        .executableTarget(
            name: "modpilot",
            dependencies: [
                "Cluster", "EventLoop", "HTTPServer", "Ingestion", "JSONText", "ModerationAPI", "Moderation",
                "ModerationJSON", "Lines", "MongoClaims", "MongoClient", "MongoRecords", "MongoShared", "RedisClaims",
                "RedisClient",
                "Secrets", "TLS", "Waiting",
            ],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "modpilot-bench",
            dependencies: [
                "EventLoop", "HTTPClient", "Ingestion", "Moderation", "MongoClaims", "MongoClient", "MongoRecords",
                "MongoShared", "RedisClaims", "RedisClient", "TestSupport",
            ],
            swiftSettings: strict
        ),

        .systemLibrary(name: "CSpawn", path: "Tests/CSpawn"),
        .target(
            name: "TestSupport",
            dependencies: ["CSpawn"],
            path: "Tests/TestSupport",
            swiftSettings: strict
        ),
        .target(
            name: "ModerationFakes",
            dependencies: ["Moderation"],
            path: "Tests/ModerationFakes",
            swiftSettings: strict
        ),
        .target(
            name: "ClaimFixtures",
            dependencies: [
                "EventLoop", "Lines", "Moderation", "ModerationJSON", "RedisClient", "TestSupport", "MongoClient",
            ],
            path: "Tests/ClaimFixtures",
            swiftSettings: strict
        ),
        tests("TestSupportTests", ["TestSupport"]),
        tests("EventLoopTests", ["EventLoop"]),
        tests("RedisClientTests", ["EventLoop", "RedisClient", "TLS", "TestSupport"]),
        tests("MongoClientTests", ["MongoClient", "TestSupport"]),
        tests("HTTPServerTests", ["EventLoop", "HTTPServer", "TLS", "TestSupport"]),
        tests("HTTPClientTests", ["EventLoop", "HTTPClient", "HTTPServer"]),
        tests("SecretsTests", ["Secrets"]),
        tests("JSONTextTests", ["JSONText"]),
        tests(
            "ModerationTests",
            [
                "ClaimFixtures", "EventLoop", "Moderation", "ModerationJSON", "RedisClaims", "RedisClient",
                "TestSupport",
            ]
        ),
        tests("ClaimScriptsTests", ["ClaimFixtures", "ClaimScripts", "EventLoop", "RedisClient", "TestSupport"]),
        tests(
            "ClaimStoreTests",
            [
                "ClaimFixtures", "EventLoop", "Moderation", "ModerationJSON", "MongoClaims", "MongoClient",
                "MongoShared", "RedisClaims", "RedisClient", "TestSupport",
            ]
        ),
        tests(
            "ClaimModelTests",
            [
                "ClaimFixtures", "EventLoop", "JSONText", "Lines", "Moderation", "ModerationJSON", "MongoClaims",
                "MongoClient",
                "RedisClaims", "RedisClient", "TestSupport",
            ]
        ),
        tests("ClusterTests", ["Cluster"]),
        tests("LinesTests", ["Lines", "Moderation", "MongoClaims", "MongoClient", "TestSupport"]),
        tests(
            "MongoClaimsTests",
            ["ClaimFixtures", "Lines", "Moderation", "MongoClaims", "MongoClient", "MongoShared", "TestSupport"]
        ),
        tests(
            "MongoRecordsTests",
            [
                "ClaimFixtures", "Cluster", "Moderation", "ModerationJSON", "MongoClient", "MongoRecords",
                "MongoShared", "TestSupport",
            ]
        ),
        tests("IngestionTests", ["Ingestion", "Moderation", "ModerationFakes"]),
        tests("WaitingTests", ["EventLoop", "Moderation", "TestSupport", "Waiting"]),
        tests(
            "ModerationAPITests",
            [
                "EventLoop", "HTTPServer", "Ingestion", "Moderation", "ModerationAPI", "ModerationFakes", "TestSupport",
                "Waiting",
            ]
        ),
        tests("ServiceTests", ["MongoClient", "TestSupport"]),
        tests("FaultTests", ["MongoClient", "TestSupport"]),
    ]
)
