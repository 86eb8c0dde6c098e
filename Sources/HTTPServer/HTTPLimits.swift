/// What one client may cost the server. Every wait of a connection ends by one of these times, checked about
/// once a second (more often when they are short).
package struct HTTPLimits: Sendable {
    /// Bytes of the request line and all header lines; longer ones get `414` or `431`. At most 64 KiB.
    package var headBytes = 16 * 1_024
    /// Header lines; more get `431`.
    package var headerCount = 100
    /// Bytes of a request's body; more get `413`, before they are read if their number was declared.
    package var bodyBytes = 16 * 1_024 * 1_024 + 64 * 1_024
    /// Bytes of all bodies that have arrived and whose requests are not answered; a request beyond gets `503`.
    package var bodyBytesInFlight = 128 * 1_024 * 1_024
    /// Bytes that a client may send ahead of its answers before the server stops reading from it.
    package var readAheadBytes = 64 * 1_024
    /// Bytes of all large answers that wait for clients who don't read; who comes beyond is cut off.
    package var unreadBytes = 128 * 1_024 * 1_024
    /// Connections of the whole server. One more takes the place of one by which nobody has asked anything for `strangerTime`; where
    /// there is none it gets `503` and is closed.
    package var connections = 20_000
    package var strangerTime = Duration.seconds(1)
    /// From a request's first byte to its last; then `408`.
    package var requestTime = Duration.seconds(30)
    /// How long a connection may stay open between requests.
    package var idleTime = Duration.seconds(75)
    /// How long the handler may take; then its task is cancelled and the client gets `503`.
    package var handlerTime = Duration.seconds(90)
    /// How long a client may take to read an answer; then the connection is cut.
    package var sendTime = Duration.seconds(30)
    /// How long what a refused client still sends is read and dropped, so that it can see why.
    package var lingerTime = Duration.seconds(5)

    package init() {}
}
