/// Is told when a failpoint is passed. Outside tests nothing happens there.
package struct Failpoints: Sendable {
    private let reached: (@Sendable (Failpoint) -> Void)?

    package init(_ reached: (@Sendable (Failpoint) -> Void)? = nil) { self.reached = reached }

    package static let none = Failpoints()

    package func pass(_ point: Failpoint) { reached?(point) }
}
