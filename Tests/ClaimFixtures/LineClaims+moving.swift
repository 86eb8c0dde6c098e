import Lines
package import Moderation
import ModerationJSON

extension LineClaims: MovableLine {
    package func close(_ client: Client, before epoch: Int64) async throws(StoreFailure) -> ClosedLine? {
        guard line(of: client.id).epoch < epoch else { return nil }
        apply(.close, client)
        let held = line(of: client.id).holdings(now: now).sorted { $0.claim.generation < $1.claim.generation }.map {
            holding in
            HeldClaim(
                post: holding.entry.post,
                round: holding.entry.round,
                queue: holding.entry.queue,
                claim: holding.claim,
                carried: holding.entry.story?.text
            )
        }
        return ClosedLine(held: held, mark: "mark", clock: ClockReading(now, askedAt: .now), isWhole: true)
    }

    package func adopt(
        _ part: [AdoptedItem],
        isFirst: Bool,
        for client: Client,
        epoch: Int64,
        behind closed: ClosedLine
    ) async throws(StoreFailure) {
        var holdings: [Holding] = []
        for entry in part {
            do throws(InvalidField) {
                let story = if let carried = entry.item.carried { try Story(text: carried) } else { nil as Story? }
                holdings.append(Holding(entry: LineEntry(entry.item, story: story), claim: entry.claim))
            } catch {
                throw StoreFailure("\(error)")
            }
        }
        adopt(holdings, part.map(\.item), mark: closed.mark, isFirst: isFirst, epoch: epoch, of: client.id)
    }

    package func begin(
        _ client: Client,
        epoch: Int64,
        behind closed: ClosedLine,
        adopted count: Int
    ) async throws(StoreFailure) {
        begin(epoch, mark: closed.mark, adopted: count, of: client.id)
    }

    package var keepsPayloads: Bool { true }

    package func serves(_ client: Client, in epoch: Int64) async throws(StoreFailure) -> Bool {
        line(of: client.id).epoch == epoch && !line(of: client.id).isClosed
    }

    package func clear(_ client: Client, before epoch: Int64) async throws(StoreFailure) {}
}
