/// Which data a Redis has, as `INFO server` and `INFO replication` tell it.
struct ReplicationState: Equatable {
    /// Of this process and this history of its data: differs after a restart, after each promotion, and where another server
    /// answers. A process that followed another one for a while comes back under another history, and may lack what it had.
    ///
    /// A primary whose first replica ever has come begins a new history as well, and has lost nothing: that costs one
    /// beginning more.
    let identity: String
    /// The primary that it follows, as `host:port`; nil for a primary.
    let primary: String?

    /// Where Redis tells neither, as some that speak its protocol do, the identity is empty and it counts as a primary.
    init(server: String, replication: String) {
        func field(_ name: String, of text: String) -> Substring? {
            text.split(whereSeparator: \.isNewline).first { $0.hasPrefix("\(name):") }?.dropFirst(name.count + 1)
        }
        // 80 of 160 bits of each, since the identity goes along with every call.
        identity = [field("run_id", of: server), field("master_replid", of: replication)]
            .compactMap { $0?.prefix(20) }.joined(separator: "-")
        let host = field("master_host", of: replication) ?? ""
        let port = field("master_port", of: replication) ?? ""
        primary = field("role", of: replication) == "slave" ? "\(host):\(port)" : nil
    }
}
