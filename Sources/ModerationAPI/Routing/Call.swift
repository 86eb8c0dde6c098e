import HTTPServer
import Moderation

/// A request whose caller is known and may make it.
struct Call: Sendable {
    let request: HTTPRequest
    let caller: Caller
    /// That the caller bears.
    let token: String
    let query: QueryParameters
    /// The segment of the path that names the item, percent-encoded.
    let segment: ArraySlice<UInt8>

    var client: Client { caller.client }

    /// The item that the path names.
    func post() throws(APIProblem) -> PostID {
        guard let text = PercentEncoding.decode(segment) else {
            throw .invalidField("post_id", "is not percent-encoded UTF-8 in the path")
        }
        do {
            return try PostID(text)
        } catch {
            throw APIProblem(error)
        }
    }

    /// In whose name the caller acts; nil for a service that names nobody.
    ///
    /// Others act under their token's subject, whomever they name.
    func actor() throws(APIProblem) -> ModeratorName? {
        let named = try namedActor()
        return caller.role == .service ? named : caller.subject
    }

    private func namedActor() throws(APIProblem) -> ModeratorName? {
        let names = request.headers.values(of: Self.actorHeader)
        guard let name = names.first else { return nil }
        // Proxies may add a line to one that the caller sent: whose name counts is not to be guessed.
        guard names.count == 1 else { throw .invalidField(Self.actorHeader, "stands twice; send it once") }
        do {
            return try ModeratorName(name, field: Self.actorHeader)
        } catch {
            throw APIProblem(error)
        }
    }

    /// In whose name the caller acts, for calls that only a person can make.
    func moderator() throws(APIProblem) -> ModeratorName {
        if let actor = try actor() { return actor }
        guard caller.role == .service else {
            throw APIProblem(.forbidden, "this token names no moderator; issue one with a subject")
        }
        throw .invalidField(Self.actorHeader, "a service names the moderator it acts for in this header")
    }

    private static let actorHeader = "X-Moderator-Id"
}
