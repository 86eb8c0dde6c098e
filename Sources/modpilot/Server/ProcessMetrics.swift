import EventLoop

/// What Prometheus is told of the process itself and of what it stands on.
struct ProcessMetrics: Sendable {
    let sites: RedisSites
    let lags: LoopLags

    @Sendable func text() -> String {
        let (places, down) = sites.ofClients
        return """
            # HELP process_resident_memory_bytes Resident memory of the process.
            # TYPE process_resident_memory_bytes gauge
            process_resident_memory_bytes \(ProcessControl.residentMemoryBytes)
            # HELP modpilot_client_redis_servers Redis servers that clients have for themselves.
            # TYPE modpilot_client_redis_servers gauge
            modpilot_client_redis_servers \(places)
            # HELP modpilot_client_redis_servers_down Those of them that can't be reached now.
            # TYPE modpilot_client_redis_servers_down gauge
            modpilot_client_redis_servers_down \(down)
            # HELP modpilot_loop_lag_seconds How long what is due on a loop that serves calls waits for its turn, ten times a second.
            # TYPE modpilot_loop_lag_seconds histogram
            \(Self.buckets(of: lags.seen))
            # HELP modpilot_loop_lag_longest_seconds The longest of these waits so far.
            # TYPE modpilot_loop_lag_longest_seconds gauge
            modpilot_loop_lag_longest_seconds \(lags.seen.longest)

            """
    }

    private static func buckets(of seen: LoopLags.Seen) -> String {
        let bounds = LoopLags.bounds.map { "\($0)" } + ["+Inf"]
        var sum = 0
        var lines = zip(bounds, seen.counts).map { bound, count in
            sum += count
            return "modpilot_loop_lag_seconds_bucket{le=\"\(bound)\"} \(sum)"
        }
        lines.append("modpilot_loop_lag_seconds_sum \(seen.seconds)")
        lines.append("modpilot_loop_lag_seconds_count \(sum)")
        return lines.joined(separator: "\n")
    }
}
