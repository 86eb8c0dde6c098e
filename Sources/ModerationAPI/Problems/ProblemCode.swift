/// The machine-readable name of a refusal, with what follows from it. The codes are the contract's.
enum ProblemCode: String, CaseIterable, Sendable {
    case invalidJSON = "invalid_json"
    case invalidField = "invalid_field"
    case unknownField = "unknown_field"
    case unauthenticated
    case forbidden
    case notFound = "not_found"
    case methodNotAllowed = "method_not_allowed"
    case notClaimed = "not_claimed"
    case claimLost = "claim_lost"
    case alreadyDecided = "already_decided"
    case maxHoldReached = "max_hold_reached"
    case superseded
    case withdrawn
    case tooLarge = "too_large"
    case unsupportedMediaType = "unsupported_media_type"
    case tooManyRequests = "too_many_requests"
    case unavailable

    var status: Int {
        switch self {
        case .invalidJSON, .invalidField, .unknownField: 400
        case .unauthenticated: 401
        case .forbidden: 403
        case .notFound: 404
        case .methodNotAllowed: 405
        case .notClaimed, .claimLost, .alreadyDecided, .maxHoldReached, .superseded, .withdrawn: 409
        case .tooLarge: 413
        case .unsupportedMediaType: 415
        case .tooManyRequests: 429
        case .unavailable: 503
        }
    }

    var title: String {
        switch self {
        case .invalidJSON: "Invalid JSON"
        case .invalidField: "Invalid field"
        case .unknownField: "Unknown field"
        case .unauthenticated: "Not authenticated"
        case .forbidden: "Forbidden"
        case .notFound: "Not found"
        case .methodNotAllowed: "Method not allowed"
        case .notClaimed: "Not claimed"
        case .claimLost: "Claim lost"
        case .alreadyDecided: "Already decided"
        case .maxHoldReached: "Held for long enough"
        case .superseded: "Superseded"
        case .withdrawn: "Withdrawn"
        case .tooLarge: "Too large"
        case .unsupportedMediaType: "Unsupported media type"
        case .tooManyRequests: "Too many requests"
        case .unavailable: "Unavailable"
        }
    }
}
