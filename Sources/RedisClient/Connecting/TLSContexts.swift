import EventLoop
import Synchronization
import TLS

/// What connections with the same trust have in common. Files are read anew about once a minute, so that a certificate that was
/// renewed is used.
final class TLSContexts: Sendable {
    static let shared = TLSContexts()

    private struct Made {
        let context: TLSContext
        let at: ContinuousClock.Instant
    }

    private let made = Mutex<[TLSTrust: Made]>([:])

    private static let goodFor: Duration = .seconds(60)
    /// Clients come and go.
    private static let mostKept = 1_000

    /// Calls `whenDone` on the loop, never before this returns: files are read on a thread of their own.
    func find(
        _ trust: TLSTrust,
        on loop: EventLoop,
        whenDone: @escaping @Sendable (Result<TLSContext, TLSError>) -> Void
    ) {
        let known = made.withLock { $0[trust] }
        if let known, ContinuousClock.now - known.at < Self.goodFor {
            return loop.execute { whenDone(.success(known.context)) }
        }
        let isStarted = runDetached {
            let result = self.make(trust)
            loop.execute { whenDone(result) }
        }
        if !isStarted { loop.execute { whenDone(.failure(TLSError("no thread to read certificates"))) } }
    }

    private func make(_ trust: TLSTrust) -> Result<TLSContext, TLSError> {
        do throws(TLSError) {
            let context = try TLSContext(trust: trust)
            made.withLock { made in
                if made.count >= Self.mostKept { made = [:] }
                made[trust] = Made(context: context, at: .now)
            }
            return .success(context)
        } catch {
            return .failure(error)
        }
    }
}
