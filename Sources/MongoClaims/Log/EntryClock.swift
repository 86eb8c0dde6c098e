import Moderation
import MongoClient

/// When an entry happens that is about to be appended: by MongoDB's clock, for as long as that goes on from the last entry.
///
/// Another primary may have a clock that is behind. By that alone the line's time would stand still until the clock has
/// caught up, and no claim would end for so long. So a server also says what must have passed since the last entry, by its
/// own monotonic clock, and at which distance to the primary's clock the last entry was; MongoDB puts the time together and
/// writes it into the entry, so that all replicas have the same.
struct EntryClock: Sendable, Equatable {
    /// The last entry's time and what has passed at least since it was written: time goes on from there.
    var earliest: Timestamp
    /// No later than this, if the clock is to be believed that the last entry went by.
    var latest: Timestamp
    /// By how much the last entry was ahead of the primary's clock.
    var ahead: Duration

    /// A clock that is ahead of the primary's again is left as soon as the primary's own is late enough.
    func time(shift: Duration) -> BSONValue {
        let now: BSONValue = ["$add": ["$$NOW", .int64(shift.inMilliseconds)]]
        let first: BSONValue = .date(milliseconds: earliest.milliseconds)
        guard ahead > .zero else { return ["$max": [now, first]] }
        let kept: BSONValue = ["$add": ["$$NOW", .int64((shift + ahead).inMilliseconds)]]
        return [
            "$switch": [
                "branches": [
                    ["case": ["$gte": [now, first]], "then": now],
                    [
                        "case": [
                            "$and": [
                                ["$gte": [kept, first]],
                                ["$lte": [kept, .date(milliseconds: latest.milliseconds)]],
                            ]
                        ],
                        "then": kept,
                    ],
                ],
                "default": first,
            ]
        ]
    }
}
