import HTTPServer
import JSONText
import Moderation
import ModerationJSON
import Waiting

extension ModerationAPI {
    /// `GET pending`: the caller's working set, topped up.
    func claim(_ call: Call) async throws(APIProblem) -> HTTPResponse {
        let moderator = try call.moderator()
        let most = call.client.settings.maxClaims
        let request = ClaimRequest(
            client: call.client,
            moderator: moderator,
            queue: try queue(call),
            limit: try call.query.integer("limit", in: 1...max(1, most), default: 1)
        )
        let set = try await firstAnswer(to: call, in: .queue(request.queue, of: request.client.id)) {
            client async throws(APIProblem) in
            try await claim(request.of(client), for: call)
        } reading: {
            LineAnswer($0)
        }
        services.metrics.add(set.items.count(where: \.isNew), to: .claims)
        return .json(200, body(set, of: call.client.id, queue: request.queue, for: moderator))
    }

    /// Whoever has gone, or may not call any more, is told of no claim that may be undone, so that the next can have it at once.
    /// A claim that another answer has shown, to the same person who asked again, stays.
    private func claim(_ request: ClaimRequest, for call: Call) async throws(APIProblem) -> WorkingSet {
        let isRefused: Bool
        do throws(StoreFailure) {
            var set = try await workingSet(request)
            isRefused = !set.items.isEmpty && services.directory.currentCaller(bearing: call.token) == nil
            if isRefused || Task.isCancelled { set = try await takeBack(set, of: request.client) }
            // Each answer's, since one that gives nothing may still have found claims that ended.
            services.journal.add(set.events, of: request.client.id, toldAt: set.now)
            if !isRefused { return set }
        } catch {
            throw APIProblem(error)
        }
        throw .unauthenticated
    }

    /// Gives what stands of a set that nobody is told of.
    private func takeBack(_ set: WorkingSet, of client: Client) async throws(StoreFailure) -> WorkingSet {
        var failure: StoreFailure?
        for claimed in set.items where !claimed.isTold {
            do throws(StoreFailure) {
                try await services.claims.unclaim(
                    claimed.item.post,
                    generation: claimed.claim.generation,
                    for: client
                )
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return WorkingSet(items: set.items.filter(\.isTold), queue: set.queue, now: set.now, ended: set.ended)
    }

    private func queue(_ call: Call) throws(APIProblem) -> QueueName {
        guard let text = call.query["queue"] else { return .default }
        let queue: QueueName
        do {
            queue = try QueueName(text)
        } catch {
            throw APIProblem(error)
        }
        guard queue != .escalated || call.caller.role == .supervisor else {
            throw APIProblem(.forbidden, "the queue escalated is the supervisors'; ask with a supervisor's token")
        }
        return queue
    }

    private func body(
        _ set: WorkingSet,
        of client: ClientID,
        queue: QueueName,
        for moderator: ModeratorName
    ) -> JSONWriter {
        let size = set.items.reduce(256) { sum, claimed in
            let payload = claimed.item.payload
            return sum + 640 + payload.byteCount
        }
        var json = JSONWriter(reservingCapacity: size)
        let shelved = services.shelf.count(in: queue, of: client)
        json.workingSet(set, shelved: shelved) { claimed in
            services.naming.claimID(
                client: client,
                post: claimed.item.post,
                moderator: moderator,
                generation: claimed.claim.generation
            )
        }
        return json
    }
}

extension LineAnswer {
    fileprivate init(_ set: WorkingSet) {
        self.init(
            isServed: !set.items.isEmpty,
            ready: set.queue.ready,
            nextChange: set.queue.nextExpiryAt.map { .milliseconds($0.milliseconds - set.now.milliseconds) }
        )
    }
}
