/// How a sleep ends.
enum SleepEnd {
    case slept, cancelled
}
