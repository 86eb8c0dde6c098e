import EventLoop

/// What Prometheus is told of the process itself and of what it stands on.
struct ProcessMetrics: Sendable {
    let sites: RedisSites

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

            """
    }
}
