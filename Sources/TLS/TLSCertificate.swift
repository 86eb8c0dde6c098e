import Glibc
import Synchronization

/// A server's certificate and key in files, which may be replaced while it runs: sessions that begin later have the new ones.
package final class TLSCertificate: Sendable {
    /// A file with the certificate, behind which the rest of its chain may follow, as PEM.
    package let file: String
    /// A file with its key, as PEM.
    package let keyFile: String

    private struct Read {
        var context: TLSContext
        var stamps: [Stamp]
    }

    /// What changes when a file is written, or another takes its place.
    private struct Stamp: Equatable {
        var inode: UInt
        var size: Int
        var seconds: Int
        var nanoseconds: Int
    }

    private let read: Mutex<Read>

    /// Reads both files.
    package init(file: String, keyFile: String) throws(TLSError) {
        self.file = file
        self.keyFile = keyFile
        let stamps = Self.stamps(file, keyFile)
        read = Mutex(Read(context: try TLSContext(certificate: file, key: keyFile), stamps: stamps))
    }

    /// For the next session.
    package var context: TLSContext { read.withLock { $0.context } }

    /// Reads the files again where they have changed; what can't be used changes nothing.
    ///
    /// - Returns: whether another certificate is used from now on.
    package func renew() throws(TLSError) -> Bool {
        let stamps = Self.stamps(file, keyFile)
        guard read.withLock({ $0.stamps }) != stamps else { return false }
        let context = try TLSContext(certificate: file, key: keyFile)
        read.withLock { $0 = Read(context: context, stamps: stamps) }
        return true
    }

    private static func stamps(_ files: String...) -> [Stamp] {
        files.map { file in
            var status = stat()
            guard unsafe stat(file, &status) == 0 else { return Stamp(inode: 0, size: 0, seconds: 0, nanoseconds: 0) }
            let time = status.st_mtim
            return Stamp(
                inode: UInt(status.st_ino),
                size: status.st_size,
                seconds: time.tv_sec,
                nanoseconds: time.tv_nsec
            )
        }
    }
}
