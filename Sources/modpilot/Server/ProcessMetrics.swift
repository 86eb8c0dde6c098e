import EventLoop

/// What Prometheus is told of the process itself.
enum ProcessMetrics {
    @Sendable static func text() -> String {
        """
        # HELP process_resident_memory_bytes Resident memory of the process.
        # TYPE process_resident_memory_bytes gauge
        process_resident_memory_bytes \(ProcessControl.residentMemoryBytes)

        """
    }
}
