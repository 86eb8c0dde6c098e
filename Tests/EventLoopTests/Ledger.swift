import EventLoop

/// An actor pinned on a loop, which counts what each of four senders sends.
actor Ledger {
    private let loop: EventLoop
    private(set) var counts = [0, 0, 0, 0]
    private(set) var isOrdered = true

    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    init(loop: EventLoop) {
        self.loop = loop
    }

    func note(sender: Int, number: Int) {
        if counts[sender] != number { isOrdered = false }
        counts[sender] += 1
    }

    func runsOnLoop() -> Bool {
        loop.isCurrent
    }
}
