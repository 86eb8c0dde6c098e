/// Marks the task that prepares a fresh connection, so that its commands pass while all others wait.
///
/// It travels as a task-local value, which reaches whatever the hook calls and the child tasks it starts; it is
/// looked at only while a connection is being prepared.
struct SetupMark: Sendable, Equatable {
    @TaskLocal static var current: SetupMark?

    let connection: ObjectIdentifier
    let number: Int
}
