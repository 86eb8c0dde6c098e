import Cluster
import EventLoop
import HTTPServer
import Ingestion
import Moderation
import ModerationAPI
import MongoClaims
import MongoClient
import MongoRecords
import MongoShared
import RedisClaims
import RedisClient
import Secrets
import TLS
import Waiting

/// All parts of a running server, and the order in which they start and stop.
///
/// It listens before it has reached Redis and MongoDB, so that `/healthz` and `/readyz` tell what it waits for; calls are
/// answered with 503 until then.
struct Server: Sendable {
    private let settings: Settings
    private let log: Log
    private let changes: LogChanges
    private let failpoints: Failpoints
    private let loops: EventLoopGroup
    /// Serves no calls: what it sees of Redis and of the loops that do is not delayed by them.
    private let watch: EventLoop
    private let lags: LoopLags
    private let mongo: MongoClient
    private let clock: MongoClock
    private let records: MongoRecords
    private let journal: MongoJournal
    private let directory: Directory
    private let lines: LineFinder
    private let pulse: Pulse
    private let servers: ServerRecords
    /// Of `servers` alone.
    private let signs: MongoClient
    private let membership: Membership
    private let permits: RedisPermits
    private let sites: RedisSites
    private let mongoClaims: MongoClaims
    /// Unique to this life of the server.
    private let name: String
    /// Of each loop.
    private let routes: [ClientRoutes]
    private let waiting: WaitingRoom
    private let begun = BegunLines()
    private let metrics = APIMetrics()
    private let limits: HTTPLimits
    /// Nil for plain HTTP.
    private let certificate: TLSCertificate?

    init(settings: Settings, log: Log, failpoints: Failpoints) throws(CommandFailure) {
        let changes = LogChanges(log)
        do throws(TLSError) {
            certificate = try settings.tls.map { tls throws(TLSError) in
                try TLSCertificate(file: tls.certificate, keyFile: tls.key)
            }
        } catch {
            throw .misuse("--tls-cert, --tls-key: \(error)")
        }
        var limits = HTTPLimits()
        do {
            try Sodium.start()
            ProcessControl.ignoreBrokenPipes()
            ProcessControl.returnLargeBlocks()
            limits.connections = min(limits.connections, try Self.connectionLimit())
            let loops = try EventLoopGroup()
            let watch = try EventLoop(name: "watch")
            let mongo = try MongoClient(uri: settings.mongoURL, threads: Self.mongoThreads)
            let signs = try MongoClient(
                uri: settings.mongoURL,
                threads: Self.signThreads,
                appName: "modpilot-signs",
                longestWait: Self.longestSign
            )
            let servers = ServerRecords(mongo: signs)
            let name = RandomIdentifier.make()
            let membership = Membership(name: name, servers: servers)
            let permits = RedisPermits(servers: servers, changes: changes)
            let waiting = WaitingRoom()
            let clock = MongoClock(mongo: mongo)
            let records = MongoRecords(mongo: mongo, clock: clock)
            let journal = MongoJournal(mongo: mongo, clock: clock) { [log] lost in
                log.warning("events of the history were lost: MongoDB did not take them", [("events", "\(lost)")])
            }
            let sites = try RedisSites(
                shared: settings.redisURL,
                loops: loops,
                watch: watch,
                records: records,
                journal: journal,
                waiting: waiting,
                begun: begun,
                permits: permits,
                changes: changes
            )
            self.sites = sites
            let mongoClaims = MongoClaims(
                mongo: mongo,
                records: records,
                payloads: records,
                time: LineTime(clock: clock),
                server: name,
                signal: { waiting.announce(ReadySignal($1, of: $0)) },
                report: { [log] what in log.warning("a line in MongoDB", [("what", what)]) }
            )
            let directory = Directory(records: ClientRecords(mongo: mongo), clock: clock, log: changes) {
                waiting.dismiss()
            }
            let pulse = Pulse(server: name, servers: servers, directory: directory) { sites.askAgain() }
            let lines = LineFinder(
                directory: directory,
                records: records,
                pulse: pulse,
                membership: membership,
                permits: permits
            )
            routes = loops.loops.indices.map {
                ClientRoutes(
                    sites: sites,
                    mongo: mongoClaims,
                    lines: lines,
                    membership: membership,
                    journal: journal,
                    loop: $0
                )
            }
            self.name = name
            self.servers = servers
            self.signs = signs
            self.membership = membership
            self.permits = permits
            self.directory = directory
            self.lines = lines
            self.pulse = pulse
            self.mongoClaims = mongoClaims
            self.journal = journal
            self.waiting = waiting
            self.loops = loops
            self.watch = watch
            lags = LoopLags(of: loops.loops, log: log)
            self.mongo = mongo
            self.clock = clock
            self.records = records
        } catch {
            throw .failed("\(error)")
        }
        self.settings = settings
        self.limits = limits
        self.log = log
        self.changes = changes
        self.failpoints = failpoints
    }

    /// Decisions wait for MongoDB's journal, so there are more of these than processors.
    private static let mongoThreads = 16
    /// Signs of life have connections of their own: they wait for nothing else, and what hangs is given up before the others take
    /// this server for dead.
    private static let signThreads = 2
    private static let longestSign: Duration = .milliseconds(1_200)
    private static let drainTime: Duration = .seconds(10)

    /// Descriptors that are not for callers: the stores' connections, loops, files.
    private static let keptFiles = 160
    private static let fewestConnections = 16

    /// As many as the process may have files open besides its own: whoever comes beyond is refused, and the stores are reached
    /// still.
    private static func connectionLimit() throws(CommandFailure) -> Int {
        let files = ProcessControl.raiseOpenFileLimit(to: 65_536)
        guard files >= keptFiles + fewestConnections else {
            throw .failed(
                "the process may open \(files) files, and needs \(keptFiles + fewestConnections) at least: raise `ulimit -n`"
            )
        }
        return files - keptFiles
    }

    /// Serves until `stop` ends, then drains and closes everything.
    func run(until stop: Task<Void, Never>) async throws(CommandFailure) {
        let gate = Gate()
        let http: HTTPServer
        do throws(HTTPServerError) {
            http = try HTTPServer(
                group: loops,
                host: settings.listen.host,
                port: Int(settings.listen.port),
                certificate: certificate,
                limits: limits,
                handler: gate
            )
        } catch {
            throw .failed("can't listen on \(settings.listen): \(error)")
        }
        if mongo.ignoresReadOptions {
            log.warning("read preference and read concern of the MongoDB URI are ignored: the primary is read")
        }
        log.info(
            "listening",
            [("address", "\(settings.listen.host):\(http.port)"), ("protocol", certificate == nil ? "http" : "https")]
        )
        let renewal = certificate.map { certificate in
            Task { await CertificateWatch(certificate: certificate, log: log, changes: changes).run() }
        }

        let places = ClientPlaces(directory: directory, lines: lines, shared: settings.redisURL, changes: changes)
        let presence = presence(places)
        let work = Task {
            guard let naming = await reachStores(gate, presence) else { return }
            let shelves = Shelves(
                keeper: LineKeeper(claims: RoutedClaims(routes[0]), records: records),
                records: records,
                changes: changes
            )
            mongoClaims.expect(lines.clientsInMongo)
            gate.open(LoopHandlers(apis(places, presence, naming: naming, shelves: shelves)))
            await withDiscardingTaskGroup { group in
                group.addTask { await mongoClaims.run() }
                group.addTask(executorPreference: watch) { await pulse.run() }
                group.addTask(executorPreference: watch) { await lags.run() }
                group.addTask { await presence.run() }
                group.addTask { await moves(presence).run() }
                group.addTask { await begun.fill(from: directory, by: recovery, changes) }
                group.addTask { await background(places, shelves).run() }
            }
        }
        await stop.value

        // Calls that wait for work end now, or they would be cut off.
        waiting.close()
        log.info("stopping", [("within", "\(Self.drainTime)")])
        let isDrained = await http.drain(within: Self.drainTime)
        if !isDrained { log.warning("some calls were cut off") }
        work.cancel()
        renewal?.cancel()
        await http.close()
        await work.value
        // What was answered is written before MongoDB is left: nothing adds to it any more.
        await journal.close()
        await records.close()
        await membership.leave()
        await sites.close()
        await signs.close()
        await mongo.close()
        loops.stop()
        watch.stop()
        log.info("stopped")
    }

    private func presence(_ places: ClientPlaces) -> Presence {
        Presence(
            membership: membership,
            directory: directory,
            journal: journal,
            clients: places,
            sites: sites,
            permits: permits,
            changes: changes
        )
    }

    private func moves(_ presence: Presence) -> LineMoves {
        LineMoves(
            directory: directory,
            lines: lines,
            routes: routes[0],
            sites: sites,
            presence: presence,
            membership: membership,
            clients: ClientRecords(mongo: mongo),
            mover: LineMover(records: records, journal: journal),
            recovery: recovery,
            clock: clock,
            log: log,
            changes: changes
        )
    }

    private var recovery: Recovery {
        Recovery(claims: RoutedClaims(routes[0]), records: records, journal: journal, failpoints: failpoints)
    }

    private func apis(
        _ places: ClientPlaces,
        _ presence: Presence,
        naming: ClaimNames,
        shelves: Shelves
    ) -> [(loop: EventLoop, api: ModerationAPI)] {
        let shared = Place.redis(settings.redisURL)
        let readiness = Readiness(
            claims: sites.shared.stores[0].claims,
            mongo: mongo,
            ownPlaces: { [sites] in sites.ofClients },
            isStoodInFor: {
                presence.isDown(.shared) && places.clients(at: shared).isEmpty
            },
            linesToRead: { [mongoClaims] in mongoClaims.loading },
            otherRedis: { [permits] in permits.problem(.shared) },
            clockLag: { [mongoClaims] in mongoClaims.clockLag },
            changes: changes
        )
        let processMetrics = ProcessMetrics(sites: sites, lags: lags)
        let refused = RefusedCalls(log)
        let callLimits = CallLimits()
        let refusedTokens = RefusedTokens { [log] address, count in
            log.warning("many tokens are refused; answers wait now", [("address", address), ("refused", "\(count)")])
        }
        return zip(loops.loops, routes).map { loop, routes in
            let claims = RoutedClaims(routes)
            let desk = DecisionDesk(
                claims: claims,
                records: records,
                journal: journal,
                naming: naming,
                failpoints: failpoints
            )
            let services = Services(
                directory: directory,
                claims: claims,
                records: records,
                journal: journal,
                desk: desk,
                ingestion: ingestion(over: claims),
                shelf: shelves,
                naming: naming,
                readiness: { await readiness.problems() },
                waiting: waiting,
                loop: loop,
                metrics: metrics,
                limits: callLimits,
                refusedTokens: refusedTokens,
                moreMetrics: processMetrics.text,
                version: Release.version,
                report: refused.add
            )
            return (loop, ModerationAPI(services))
        }
    }

    private func ingestion(over claims: RoutedClaims) -> Ingestion {
        Ingestion(
            claims: claims,
            records: records,
            keeper: LineKeeper(claims: claims, records: records),
            failpoints: failpoints
        ) { [changes] client, failure in
            changes.failed("put items of client \(client) into line", failure.description)
        }
    }

    private func background(_ clients: ClientPlaces, _ shelves: Shelves) -> BackgroundPass {
        let routes = routes[0]
        let claims = RoutedClaims(routes)
        let recovery = recovery
        return BackgroundPass(
            clients: clients,
            sites: sites,
            pass: { [self] place throws(StoreFailure) in
                let streams: InboundStreams? =
                    if let url = place.redisURL {
                        InboundStreams(
                            intake: StreamIntake(
                                stream: try routes.claims(at: url),
                                ingestion: ingestion(over: claims),
                                failpoints: failpoints
                            ),
                            place: place,
                            clients: clients,
                            metrics: metrics,
                            changes: changes
                        )
                    } else {
                        nil
                    }
                let store: any ClaimStore & InspectableLine & BoundedLine =
                    if let url = place.redisURL { try routes.claims(at: url) } else { mongoClaims }
                return PlacePass(
                    place: place,
                    clients: clients,
                    recovery: recovery,
                    shelves: shelves,
                    reconciler: Reconciler(
                        claims: store,
                        records: records,
                        recovery: recovery
                    ),
                    streams: streams,
                    log: log,
                    changes: changes
                )
            },
            changes: changes
        )
    }

    /// Waits for MongoDB, which everything needs, and tries Redis. Nil if cancelled before.
    private func reachStores(_ gate: Gate, _ presence: Presence) async -> ClaimNames? {
        let clients = ClientRecords(mongo: mongo)
        while !Task.isCancelled {
            do {
                try await records.prepare()
                try await journal.prepare()
                try await clients.prepare()
                try await mongoClaims.prepare()
                try await servers.prepare()
                let key = try await clients.claimKey(proposing: SealKey.generate().base64)
                guard let sealKey = SealKey(base64: key) else { throw MongoError.malformed("settings: claim-key") }
                guard await directory.look(), await pulse.recover() else {
                    throw MongoError.unavailable("no answer", maybeExecuted: false)
                }
                await tryRedis()
                guard await presence.tell() != nil else {
                    throw MongoError.unavailable("no answer", maybeExecuted: false)
                }
                changes.worked("reach MongoDB")
                return ClaimNames(key: sealKey)
            } catch {
                changes.failed("reach MongoDB", "\(mongo): \(error)")
                gate.waiting(for: "MongoDB does not answer")
                try? await Task.sleep(for: .seconds(1))
            }
        }
        return nil
    }

    /// A Redis that is away stops nobody from starting: connections come up by themselves when it is back.
    private func tryRedis() async {
        do throws(RedisError) {
            for store in sites.shared.stores { try await store.connection.connect() }
        } catch {
            changes.failed("reach Redis", "\(settings.redisURL): \(error)")
        }
    }
}
