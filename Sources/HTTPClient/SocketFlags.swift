import Glibc

/// Flags that keep a call from blocking, and a closed peer from ending the process.
enum SocketFlags {
    static let send = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
    static let receive = Int32(MSG_DONTWAIT)
}
