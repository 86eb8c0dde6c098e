import Moderation

/// Why a call is refused, as the caller learns it: the one catalogue of refusals at the edge.
struct APIProblem: Error, Sendable {
    /// What a program can go on with, beyond the code.
    enum Member: Sendable {
        case none
        case field(String)
        case allow(String)
        case holder(Claim)
        case decision(Decision)
        case round(Int, openedAt: Timestamp)
        case withdrawn(at: Timestamp)
        case parts([ReadinessProblem])
    }

    let code: ProblemCode
    /// What is wrong and what to do next, for people.
    let detail: String
    let member: Member
    /// For the log; not for callers.
    let cause: StoreFailure?

    init(_ code: ProblemCode, _ detail: String, _ member: Member = .none, cause: StoreFailure? = nil) {
        self.code = code
        self.detail = detail
        self.member = member
        self.cause = cause
    }

    static func invalidField(_ field: String, _ reason: String) -> APIProblem {
        APIProblem(.invalidField, "\(field): \(reason)", .field(field))
    }

    static let unauthenticated = APIProblem(
        .unauthenticated,
        "send a valid token as 'Authorization: Bearer mp_…'; it may have expired or been revoked"
    )

    static let noSuchPath = APIProblem(.notFound, "there is no such path; /openapi.json lists them all")

    init(_ invalid: InvalidField) {
        self = .invalidField(invalid.field, invalid.reason)
    }

    init(_ failure: StoreFailure) {
        self.init(
            .unavailable,
            "a store is away; repeat the call in a second: what was done already is not done twice",
            cause: failure
        )
    }
}
