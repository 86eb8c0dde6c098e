extension BenchOptions {
    static let help = """
        modpilot-bench: what ModPilot costs and how fast it is, one figure a run.

        Without one of these, claims per second over HTTP, beside redis-benchmark running the same claim script:

          --memory FILE         Redis memory of an item that waits, beside its JSON; the items are those of a file of lines
          --streams N,…         a claim's latency with so many queue/priority streams that hold items, up to 400
          --parked N            processor time and memory of a server with so many calls that wait, up to 15000
          --backlog-memory N    Redis memory of a client with so many pending items, beside a full window, up to 5000000
          --mongo-tier          claims per second of the tier mongo, beside the plain findOneAndUpdate of the head of a queue

          --binary PATH         the built modpilot, which is started for the run
          --redis-url URL       a Redis on this machine, for this run alone (MODPILOT_REDIS_URL)
          --mongo-url URL       a MongoDB (MODPILOT_MONGO_URL)
          --connections N       claims, mongo-tier: connections or callers of both, each with one claim in flight (64)
          --rounds N            claims: rounds, in each of which both take turns (3)
          --seconds S           claims: how long a turn over HTTP takes, about (4)
          --backlogs N,…        claims: items waiting when one connection's latency is measured (1000,100000,1000000)
          --quick               a short run that shows whether all works: its figures mean little
          --json                the result as JSON

        Both sides of a claim use the same keys, the same arguments and the same backlog, which is made anew before each turn.
        Progress is on standard error, the result on standard output. Exit status: 0 done, 1 failed, 2 misused.
        """
}
