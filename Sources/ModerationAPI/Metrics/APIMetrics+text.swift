extension APIMetrics {
    /// Everything in Prometheus' text format. Counters are of this process and begin with it.
    func text(version: String, parked: Int) -> String {
        let (counts, inFlight) = now
        var text = PrometheusText()
        text.family("modpilot_build_info", "gauge", "The release that serves.")
        text.sample("modpilot_build_info", [("version", version)], "1")
        text.family("modpilot_http_requests_in_flight", "gauge", "Requests that are being answered.")
        text.sample("modpilot_http_requests_in_flight", [], String(inFlight))
        text.family("modpilot_parked_calls", "gauge", "Calls that wait for something to give.")
        text.sample("modpilot_parked_calls", [], String(parked))
        Self.writeRequests(counts, to: &text)
        Self.writeLatencies(counts, to: &text)
        Self.writeWork(counts, to: &text)
        return text.text
    }

    private static func routeName(_ index: Int) -> String {
        index < Route.all.count ? Route.all[index].name : "none"
    }

    private static func writeRequests(_ counts: APICounts, to text: inout PrometheusText) {
        text.family("modpilot_http_requests_total", "counter", "Requests answered, by route and status class.")
        for (index, requests) in counts.requests.enumerated() {
            for (place, number) in requests.classes.enumerated() where number > 0 {
                text.sample(
                    "modpilot_http_requests_total",
                    [("route", routeName(index)), ("status", "\(place + 1)xx")],
                    String(number)
                )
            }
        }
    }

    private static func writeLatencies(_ counts: APICounts, to text: inout PrometheusText) {
        let name = "modpilot_http_request_seconds"
        text.family(name, "histogram", "From a whole request to its answer, waits that were asked for included.")
        for (index, requests) in counts.requests.enumerated() {
            let total = requests.buckets.reduce(0, +)
            guard total > 0 else { continue }
            let route = ("route", routeName(index))
            var sum = 0
            for (place, number) in requests.buckets.enumerated() {
                sum += number
                let bound = place < APICounts.bounds.count ? "\(APICounts.bounds[place])" : "+Inf"
                text.sample(name + "_bucket", [route, ("le", bound)], String(sum))
            }
            text.sample(name + "_sum", [route], "\(requests.seconds)")
            text.sample(name + "_count", [route], String(total))
        }
    }

    private static func writeWork(_ counts: APICounts, to text: inout PrometheusText) {
        text.family("modpilot_claims_total", "counter", "Claims given; what a caller held already is not counted.")
        text.sample("modpilot_claims_total", [], String(counts.count(of: .claims)))
        text.family("modpilot_claims_changed_total", "counter", "Claims that their moderators extended or parted with.")
        for (name, counter) in [("extended", .extensions), ("released", .releases), ("escalated", .escalations)]
            as [(String, Counter)]
        {
            text.sample("modpilot_claims_changed_total", [("change", name)], String(counts.count(of: counter)))
        }
        text.family("modpilot_decisions_total", "counter", "Decisions answered, repetitions included.")
        text.sample("modpilot_decisions_total", [("outcome", "approved")], String(counts.count(of: .approvals)))
        text.sample("modpilot_decisions_total", [("outcome", "rejected")], String(counts.count(of: .rejections)))
        text.family("modpilot_verdicts_total", "counter", "Verdicts that came in, over HTTP or by a stream.")
        text.sample("modpilot_verdicts_total", [("result", "accepted")], String(counts.count(of: .acceptedVerdicts)))
        text.sample("modpilot_verdicts_total", [("result", "duplicate")], String(counts.count(of: .duplicateVerdicts)))
        text.sample("modpilot_verdicts_total", [("result", "refused")], String(counts.count(of: .refusedVerdicts)))
        text.family("modpilot_refusals_total", "counter", "Calls refused, by code.")
        for code in ProblemCode.allCases {
            text.sample("modpilot_refusals_total", [("code", code.rawValue)], String(counts.refusals[code] ?? 0))
        }
    }
}
