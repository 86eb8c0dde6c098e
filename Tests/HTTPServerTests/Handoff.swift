/// Carries a client from one blocking thread to the next.
///
/// Thread safety: the test uses the value on one thread at a time, or as a socket, whose sending and receiving
/// sides are independent.
struct Handoff<Value>: @unchecked Sendable {
    let value: Value

    init(_ value: Value) {
        self.value = value
    }
}
