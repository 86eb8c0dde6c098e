/// Where the writing of an image can be made to stop, as it does when a server is killed. Tests alone do that.
package struct ImageSteps: Sendable {
    package enum Step: Equatable, Sendable {
        case part(Int)
        case head, parts
    }

    private let stopsAfter: @Sendable (Step) -> Bool

    package init(stopsAfter: @escaping @Sendable (Step) -> Bool = { _ in false }) { self.stopsAfter = stopsAfter }

    func goOn(after step: Step) -> Bool { !stopsAfter(step) }
}
