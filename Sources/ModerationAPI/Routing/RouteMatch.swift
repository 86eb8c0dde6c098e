/// The route that a request goes to.
struct RouteMatch: Sendable {
    /// Its place in `Route.all`.
    let index: Int
    let fit: PathTemplate.Fit

    var route: Route { Route.all[index] }

    /// Finds it by path and then by method: a path can fit two routes, and then the method tells them apart, as in
    /// `GET items/approve` and `POST items/approve`.
    static func find(method: String, path: [UInt8]) throws(APIProblem) -> RouteMatch {
        // Whatever answers GET answers HEAD, whose body the server leaves out.
        let wanted = method == "HEAD" ? Route.Method.get : Route.Method(rawValue: method)
        var allowed: [String] = []
        for (index, route) in Route.all.enumerated() {
            guard let fit = route.path.fit(path) else { continue }
            let isAnswered = method != "HEAD" || route.answersHead
            if route.method == wanted, isAnswered { return RouteMatch(index: index, fit: fit) }
            allowed.append(route.method == .get && route.answersHead ? "GET, HEAD" : route.method.rawValue)
        }
        guard !allowed.isEmpty else { throw .noSuchPath }
        let methods = allowed.joined(separator: ", ")
        throw APIProblem(.methodNotAllowed, "this path takes \(methods)", .allow(methods))
    }
}
