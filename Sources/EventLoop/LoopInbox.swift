/// What other threads hand to a loop; guarded by the loop's mutex.
struct LoopInbox {
    var work: [LoopWork] = []
    /// The loop waits for I/O, or is about to: whoever adds work has to wake it, once.
    var isAsleep = false
    var isStopping = false
    /// The thread has left the loop: nothing runs any more.
    var isFinished = false
}
