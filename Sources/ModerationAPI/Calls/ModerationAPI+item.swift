import HTTPServer
import JSONText
import Moderation
import ModerationJSON

extension ModerationAPI {
    /// `GET items/{post_id}`: what the record has, and what the claim store has of its newest round.
    func item(_ call: Call) async throws(APIProblem) -> HTTPResponse {
        let post = try call.post()
        let actor = try call.actor()
        let record: ItemRecord?
        let look: ItemLook?
        let claims: [ItemEvent]
        do {
            record = try await services.records.load(post, of: call.client.id)
            look = record?.status == .pending ? try await services.claims.look(at: post, for: call.client) : nil
            claims = record == nil ? [] : try await services.journal.events(of: post, client: call.client.id)
        } catch {
            throw APIProblem(error)
        }
        guard let record else { throw .noSuchItem }
        let current = look.flatMap { $0.round == record.item.round ? $0 : nil }
        let claimID = current?.claim.flatMap { claim in
            showsClaimID(of: claim, to: call.caller.role, actor: actor)
                ? services.naming.claimID(
                    client: call.client.id,
                    post: post,
                    moderator: claim.moderator,
                    generation: claim.generation
                ) : nil
        }
        return .json(200, Self.body(record, current, claimID: claimID, history: record.history(with: claims)))
    }

    /// The holder works with it, and the client's backend and supervisors act on anyone's claim; to other moderators it
    /// is of no use.
    private func showsClaimID(of claim: Claim, to role: Role, actor: ModeratorName?) -> Bool {
        role != .moderator || claim.moderator == actor
    }

    private static func body(
        _ record: ItemRecord,
        _ look: ItemLook?,
        claimID: String?,
        history: [ItemEvent]
    ) -> JSONWriter {
        let item = record.item
        let isQueued = record.verdict == .manualReview
        let isPending = record.status == .pending
        var json = JSONWriter(reservingCapacity: 1_024 + item.payload.content.utf8.count)
        json.beginObject()
        json.field("post_id", string: item.post.description)
        json.field("queue", string: (look?.queue ?? item.queue).description)
        json.field("priority", string: item.priority.rawValue)
        json.field("round", integer: item.round)
        // How often it was handed out is the claim store's to know, and it forgets what is over.
        json.field("deliveries", integerOrNull: isPending ? look?.deliveries ?? 0 : nil)
        json.payload(item.payload)
        json.field("enqueued_at", timeOrNull: isQueued ? item.queuedAt : nil)
        json.field("due_at", timeOrNull: isQueued ? item.dueAt : nil)
        json.field("content_version", stringOrNull: record.contentVersion)
        json.field("revision", integerOrNull: record.revision.map(Int.init))
        json.field("verdict", string: record.verdict.rawValue)
        json.field("status", string: record.status.rawValue)
        json.field("claim")
        if let claim = look?.claim { json.claim(claim, id: claimID) } else { json.null() }
        json.field("decisions")
        json.beginArray()
        for stored in record.decisions { json.decision(stored.decision) }
        json.endArray()
        json.field("history")
        json.beginArray()
        for event in history { json.event(event) }
        json.endArray()
        json.endObject()
        return json
    }
}

extension JSONWriter {
    fileprivate mutating func event(_ event: ItemEvent) {
        beginObject()
        field("event", string: event.kind.rawValue)
        field("at", time: event.at)
        field("moderator", stringOrNull: event.moderator?.description)
        field("round", integer: event.round)
        field("reason", stringOrNull: event.reason)
        endObject()
    }
}
