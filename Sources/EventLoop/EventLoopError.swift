/// Why an event loop could not be started.
package enum EventLoopError: Error, Equatable {
    /// libevent could not set up its base: no memory or no file descriptors left.
    case baseUnavailable
    /// The thread could not be started; `code` is the `errno` value.
    case threadUnavailable(code: Int32)
    /// A signal is already watched by another loop of this process, or cannot be watched.
    case signalUnavailable(number: Int32)
}
