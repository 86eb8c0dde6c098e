/// One thing that waits to be run on a loop.
enum LoopWork {
    case job(UnownedJob)
    case body(@Sendable () -> Void)
}
