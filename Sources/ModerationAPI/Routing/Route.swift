import HTTPServer
import Moderation

/// One call of the API.
struct Route: Sendable {
    enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case delete = "DELETE"
    }

    enum Action: Sendable {
        case open(@Sendable (ModerationAPI) -> OpenAnswer)
        case guarded([Role], @Sendable (ModerationAPI) -> Answer)
    }

    typealias Answer = @Sendable (Call) async throws(APIProblem) -> HTTPResponse
    typealias OpenAnswer = @Sendable () async -> HTTPResponse

    /// In metrics.
    let name: String
    let method: Method
    let path: PathTemplate
    /// The query parameters that it takes.
    let parameters: [String]
    /// Whether the same without a body can be asked for by HEAD. Not where the answer is what the call is made for.
    let answersHead: Bool
    /// Whether nobody gains by the call once its caller sends no more, even where it does not wait.
    let endsWithClient: Bool
    let action: Action

    /// A call for callers in one of `roles`.
    init(
        _ name: String,
        _ method: Method,
        _ path: String,
        for roles: [Role],
        taking parameters: [String] = [],
        answersHead: Bool = true,
        endsWithClient: Bool = false,
        _ answer: @escaping @Sendable (ModerationAPI) -> Answer
    ) {
        self.name = name
        self.method = method
        self.path = PathTemplate(path)
        self.parameters = parameters
        self.answersHead = answersHead
        self.endsWithClient = endsWithClient
        action = .guarded(roles, answer)
    }

    /// A call for anyone, without a token.
    init(
        _ name: String,
        _ method: Method,
        _ path: String,
        open answer: @escaping @Sendable (ModerationAPI) -> OpenAnswer
    ) {
        self.name = name
        self.method = method
        self.path = PathTemplate(path)
        parameters = []
        answersHead = true
        endsWithClient = false
        action = .open(answer)
    }
}
