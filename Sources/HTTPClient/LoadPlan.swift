/// What a load run sends, and how much of it.
package struct LoadPlan: Sendable {
    /// Where the server listens on 127.0.0.1.
    package var port: UInt16
    /// Connections that are kept alive, each with one request in flight.
    package var connections: Int
    /// Requests in all; each is sent once.
    package var requests: Int
    package var template: RequestTemplate
    /// The number in the first request; each request has the next one.
    package var firstNumber: Int
    /// An answer counts when its body begins with this.
    package var countedStart: String
    /// How long the whole run may take.
    package var timeLimit: Duration

    package init(
        port: UInt16,
        connections: Int,
        requests: Int,
        template: RequestTemplate,
        firstNumber: Int,
        countedStart: String,
        timeLimit: Duration
    ) {
        self.port = port
        self.connections = connections
        self.requests = requests
        self.template = template
        self.firstNumber = firstNumber
        self.countedStart = countedStart
        self.timeLimit = timeLimit
    }
}
