import EventLoop
import TLS

/// Has a certificate that was replaced in its file used for the next connections.
struct CertificateWatch: Sendable {
    let certificate: TLSCertificate
    let log: Log
    let changes: LogChanges

    private static let pause: Duration = .seconds(1)

    /// Runs until cancelled.
    func run() async {
        while (try? await Task.sleep(for: Self.pause)) != nil {
            switch await renewed() {
            case .success(true):
                log.info("certificate read again", [("file", certificate.file)])
                changes.worked("read the certificate")
            case .success(false): break
            case .failure(let error): changes.failed("read the certificate", error.description)
            }
        }
    }

    /// Files are read on a thread of their own.
    private func renewed() async -> Result<Bool, TLSError> {
        await withCheckedContinuation { done in
            let isStarted = runDetached {
                do throws(TLSError) {
                    done.resume(returning: .success(try certificate.renew()))
                } catch {
                    done.resume(returning: .failure(error))
                }
            }
            if !isStarted { done.resume(returning: .success(false)) }
        }
    }
}
