package import EventLoop
package import HTTPServer
import Moderation

/// The HTTP edge: who calls, what for, and the answer as JSON. It decides nothing itself.
///
/// Checks come in this order, so that nobody learns more than they may: route, method, token, role, fields.
package final class ModerationAPI: HTTPHandler {
    let services: Services
    private let requestIDs = RequestIDs()
    let counting = SharedWork<ClientID, [QueueName: Int]>()

    package init(_ services: Services) { self.services = services }

    package func respond(to request: HTTPRequest, on loop: EventLoop) async -> HTTPResponse {
        await respond(to: request)
    }

    package func endsWithClient(_ request: HTTPRequest) -> Bool { Self.endsWithClient(request) }

    /// A claim, which would keep a post from others for a lease, and whatever waits.
    package static func endsWithClient(_ request: HTTPRequest) -> Bool {
        guard let route = try? RouteMatch.find(method: request.method, path: Array(request.path.utf8)).route else {
            return false
        }
        return route.endsWithClient || route.parameters.contains("wait") && request.query?.contains("wait=") == true
    }

    /// Answers on whatever executor the caller runs on.
    package func respond(to request: HTTPRequest) async -> HTTPResponse {
        let metrics = services.metrics
        let started = metrics.begin()
        let id = requestIDs.id(of: request)
        let path = Array(request.path.utf8)
        var index: Int?
        var response: HTTPResponse
        do throws(APIProblem) {
            let match = try RouteMatch.find(method: request.method, path: path)
            index = match.index
            response = try await answer(request, match, path)
        } catch {
            if error.code == .unauthenticated { await services.refusedTokens.note(from: request.remoteAddress) }
            response = refused(error, id)
        }
        response.headers.append(("X-Request-Id", id))
        metrics.end(route: index, status: response.status, since: started)
        return response
    }

    private func refused(_ problem: APIProblem, _ id: String) -> HTTPResponse {
        services.metrics.refuse(problem.code)
        if let cause = problem.cause { services.report(cause, id) }
        return problem.response
    }

    private func answer(
        _ request: HTTPRequest,
        _ match: RouteMatch,
        _ path: [UInt8]
    ) async throws(APIProblem) -> HTTPResponse {
        switch match.route.action {
        case .open(let action):
            return await action(self)()
        case .guarded(let roles, let action):
            let (caller, token) = try await caller(request, in: roles)
            let segment: ArraySlice<UInt8> =
                switch match.fit {
                case .literal: []
                case .segment(let range): path[range]
                }
            let query = try QueryParameters(request.query, known: match.route.parameters)
            let share = try services.limits.enter(
                caller.client,
                bytes: request.body.count,
                waits: query["wait"].map { $0 != "0" } ?? false
            )
            defer { services.limits.leave(share) }
            return try await action(self)(
                Call(request: request, caller: caller, token: token, query: query, segment: segment)
            )
        }
    }

    /// Who may not call, or calls what there is not, has no body read.
    package func refusal(of head: HTTPRequest, on loop: EventLoop) async -> HTTPResponse? {
        let metrics = services.metrics
        var index: Int?
        do throws(APIProblem) {
            let match = try RouteMatch.find(method: head.method, path: Array(head.path.utf8))
            index = match.index
            guard case .guarded(let roles, _) = match.route.action else { return nil }
            _ = try await caller(head, in: roles)
            return nil
        } catch {
            let started = metrics.begin()
            let id = requestIDs.id(of: head)
            if error.code == .unauthenticated { await services.refusedTokens.note(from: head.remoteAddress) }
            var response = refused(error, id)
            response.headers.append(("X-Request-Id", id))
            metrics.end(route: index, status: response.status, since: started)
            return response
        }
    }

    private func caller(
        _ request: HTTPRequest,
        in roles: [Role]
    ) async throws(APIProblem) -> (Caller, token: String) {
        let headers = request.headers.values(of: "Authorization")
        guard headers.count == 1, let token = BearerToken.read(headers[0]) else { throw .unauthenticated }
        let caller: Caller?
        do {
            caller = try await services.directory.caller(bearing: token)
        } catch {
            throw APIProblem(error)
        }
        guard let caller else { throw .unauthenticated }
        guard roles.contains(caller.role) else {
            let wanted = roles.map(\.rawValue).joined(separator: " or ")
            throw APIProblem(
                .forbidden,
                "a token of the role \(caller.role.rawValue) cannot do this; use one of the role \(wanted)"
            )
        }
        return (caller, token)
    }
}
