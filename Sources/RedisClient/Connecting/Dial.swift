import EventLoop
import TLS

/// One attempt to connect: look the host up, connect to one of its addresses, log in, and see that Redis
/// answers. It ends once, with a link on which nothing is pending or with a reason.
final class Dial: LinkOwner {
    enum Outcome {
        case ready(HiredisLink)
        case failed(String)
    }

    private let loop: EventLoop
    private let url: RedisURL
    private let options: RedisOptions
    private let lookup: HostLookup?
    private var whenDone: ((Outcome) -> Void)?
    private var timer: LoopTimer?
    private var link: HiredisLink?
    private var endpoints: [RedisURL.Endpoint] = []
    /// Nil for plain TCP.
    private var secrecy: TLSContext?
    /// The steps of logging in that have no reply yet, in order.
    private var steps: ArraySlice<[String]> = []

    /// `lookup` is shared by the attempts of one connection.
    init(_ url: RedisURL, options: RedisOptions, lookup: HostLookup?, on loop: EventLoop) {
        self.url = url
        self.options = options
        self.lookup = lookup
        self.loop = loop
    }

    /// Calls `whenDone` once, never before this returns, within the time that the options give.
    func start(whenDone: @escaping (Outcome) -> Void) {
        self.whenDone = whenDone
        let bound = LoopBound(self, on: loop)
        let limit = options.connectTimeout
        let doubt = url.tls == nil ? "" : "; it may speak no TLS"
        timer = loop.schedule(after: limit) { bound.value.end(.failed("no answer within \(limit)\(doubt)")) }
        guard let trust = url.tls else { return look() }
        TLSContexts.shared.find(trust, on: loop) { bound.value.found($0) }
    }

    private func found(_ context: Result<TLSContext, TLSError>) {
        guard timer != nil else { return }
        switch context {
        case .success(let context):
            secrecy = context
            look()
        case .failure(let error): end(.failed("\(error)"))
        }
    }

    private func look() {
        let bound = LoopBound(self, on: loop)
        switch url.endpoint {
        case .unix: loop.execute { bound.value.connect(to: [bound.value.url.endpoint]) }
        case .tcp(_, let port):
            lookup?.start { [weak self] result in
                switch result {
                case .addresses(let hosts): self?.connect(to: hosts.map { .tcp(host: $0, port: port) })
                case .failed(let reason): self?.end(.failed(reason))
                }
            }
        }
    }

    func cancel() {
        whenDone = nil
        end(.failed("cancelled"))
    }

    private func connect(to endpoints: [RedisURL.Endpoint]) {
        // Reversed, so that the next one is the last.
        self.endpoints = endpoints.reversed()
        connectToNext(after: "no address")
    }

    private func connectToNext(after reason: String) {
        guard timer != nil else { return }
        var reason = reason
        while let endpoint = endpoints.popLast() {
            do throws(LinkFailure) {
                let link = try HiredisLink(to: endpoint, on: loop, tls: secrecy.map { ($0, name) })
                link.owner = self
                self.link = link
                return
            } catch {
                reason = error.reason
            }
        }
        end(.failed(reason))
    }

    /// The host as the URL names it, which its certificate has to be of.
    private var name: String {
        if case .tcp(let host, _) = url.endpoint { host } else { "" }
    }

    private var login: [[String]] {
        var steps: [[String]] = []
        if let user = url.user {
            steps.append(["AUTH", user, url.password ?? ""])
        } else if let password = url.password {
            steps.append(["AUTH", password])
        }
        if url.database != 0 { steps.append(["SELECT", String(url.database)]) }
        if let name = options.clientName { steps.append(["CLIENT", "SETNAME", name]) }
        // Proves that Redis answers, wants no password and is not loading.
        steps.append(["PING"])
        return steps
    }

    func linkConnected() {
        endpoints = []
        steps = login[...]
        // All in one write; replies come in the same order.
        for step in steps {
            guard link?.send(step) == true else { return end(.failed("the connection was closed")) }
        }
    }

    func linkReceived(_ value: RedisValue) {
        guard let step = steps.popFirst() else { return }
        if case .error(let error) = value {
            // The name alone: the words of AUTH hold the password.
            return end(.failed("\(step.first ?? "") was refused: \(error)"))
        }
        if steps.isEmpty, let link { end(.ready(link)) }
    }

    func linkFailed(_ reason: String) {
        link = nil
        connectToNext(after: reason)
    }

    private func end(_ outcome: Outcome) {
        timer?.cancel()
        timer = nil
        lookup?.cancel()
        if case .failed = outcome { link?.drop() }
        link?.owner = nil
        link = nil
        whenDone.take()?(outcome)
    }
}
