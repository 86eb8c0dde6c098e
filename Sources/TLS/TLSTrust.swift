/// Whom a client believes, and who it says that it is.
package struct TLSTrust: Sendable, Hashable {
    /// A file of certificates of authorities, as PEM; the system's if nil.
    package var authorities: String?
    /// A file with the client's own certificate, as PEM; none if nil.
    package var certificate: String?
    /// A file with its key, as PEM; that of the certificate if nil.
    package var key: String?
    /// Whether the other side's certificate is looked at, and has to be of the host.
    package var verifies: Bool

    package init(
        authorities: String? = nil,
        certificate: String? = nil,
        key: String? = nil,
        verifies: Bool = true
    ) {
        self.authorities = authorities
        self.certificate = certificate
        self.key = key
        self.verifies = verifies
    }
}
