import Moderation
import MongoClient

/// How an entry of the log is written in MongoDB, schema 1.
///
/// | field | |
/// | --- | --- |
/// | `_id` | `client/seq`, the seq in 16 hexadecimal digits: ranges of a client's log are ranges of `_id` |
/// | `schema` | 1 |
/// | `client`, `seq`, `epoch`, `at`, `written_at`, `digest` | as `LogEntry` has it |
/// | `by` | which attempt wrote it |
/// | `ahead` | true where it was written before all entries before it were known; absent otherwise |
/// | `commands` | as `CommandDocument` has them |
/// | `results` | `post`, `round`, `decision` (JSON) of each; absent where there are none |
enum LogDocument {
    static let schema: Int64 = 1

    /// Each index with the question that it answers.
    static let indexes = [
        // LineLog.results: a client's decisions in their order, however many entries without any lie between.
        MongoIndex(
            "results_by_seq",
            on: ["client": 1, "seq": 1],
            partialFilter: ["results": ["$exists": true]]
        )
    ]

    static func id(_ client: ClientID, _ seq: Int64) -> BSONValue { .string("\(client)/\(hex(seq))") }

    /// Sixteen digits, so that texts are ordered as numbers are.
    static func hex(_ seq: Int64) -> String {
        let digits = String(seq, radix: 16)
        return String(repeating: "0", count: max(0, 16 - digits.count)) + digits
    }

    /// A whole entry in place of nothing; an entry that is there stays as it is.
    ///
    /// All that was proposed stands behind `$literal`, or a text that begins with `$` would be read as a field.
    static func pipeline(_ proposal: LogProposal, of client: ClientID, shift: Duration) -> [BSONDocument] {
        let time: BSONDocument = ["at": proposal.clock.time(shift: shift), "written_at": "$$NOW"]
        return [
            [
                "$replaceWith": [
                    "$switch": [
                        "branches": [
                            ["case": ["$ne": [["$type": "$by"], "missing"]], "then": "$$ROOT"],
                            [
                                "case": ["$gt": ["$$NOW", .date(milliseconds: proposal.validUntil.milliseconds)]],
                                "then": [
                                    "$mergeObjects": [["$literal": .document(void(proposal, client))], .document(time)]
                                ],
                            ],
                        ],
                        "default": [
                            "$mergeObjects": [["$literal": .document(fields(proposal, client))], .document(time)]
                        ],
                    ]
                ]
            ]
        ]
    }

    private static func void(_ proposal: LogProposal, _ client: ClientID) -> BSONDocument {
        var fields: BSONDocument = [
            "_id": id(client, proposal.seq), "schema": .int64(schema), "client": .string(client.description),
            "seq": .int64(proposal.seq), "by": "", "epoch": .int64(proposal.epoch), "digest": .int64(proposal.digest),
            "commands": [],
        ]
        if proposal.isAhead { fields.append("ahead", true) }
        return fields
    }

    private static func fields(_ proposal: LogProposal, _ client: ClientID) -> BSONDocument {
        var fields = void(proposal, client)
        fields["by"] = .string(proposal.nonce)
        fields["commands"] = .array(proposal.commands.map(BSONValue.document))
        if !proposal.results.isEmpty { fields.append("results", .array(proposal.results.map(result))) }
        return fields
    }

    private static func result(_ result: LoggedResult) -> BSONValue {
        [
            "post": .string(result.post.description), "round": .int(result.round), "decision": .string(result.decision),
        ]
    }

    /// What a replica needs of an entry.
    ///
    /// - Parameter known: whose commands it knows: they are large.
    static func projection(without known: BSONValue) -> BSONDocument {
        [
            "seq": 1, "by": 1, "epoch": 1, "at": 1, "written_at": 1, "digest": 1, "ahead": 1,
            "commands": ["$cond": [known, "$$REMOVE", "$commands"]],
        ]
    }

    static func read(_ document: BSONDocument) throws(MongoError) -> LogEntry {
        LogEntry(
            seq: try document.required("seq", \.placeValue),
            by: try document.required("by", \.stringValue),
            epoch: try document.required("epoch", \.placeValue),
            at: Timestamp(milliseconds: try document.required("at", \.dateMilliseconds)),
            writtenAt: Timestamp(milliseconds: try document.required("written_at", \.dateMilliseconds)),
            digest: try document.required("digest", \.int64Value),
            isAhead: document.bool("ahead") ?? false,
            commands: (document.array("commands") ?? []).compactMap(\.documentValue)
        )
    }
}
