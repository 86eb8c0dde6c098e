import ClaimFixtures
import Moderation
import MongoClaims
import MongoClient
import MongoShared
import TestSupport

/// Two servers' claim stores on the MongoDB that all tests share.
struct MongoServers {
    let claims: [MongoClaims]
    let time: LineTime
    let payloads = RecordedPayloads()
    private let mongo: MongoClient

    init(records: any LineRecords) throws {
        let mongo = try MongoClient(uri: try TestEnvironment.mongoURL, threads: 4, appName: "modpilot-tests")
        let time = LineTime(clock: MongoClock(mongo: mongo))
        let payloads = payloads
        self.mongo = mongo
        self.time = time
        claims = (0..<2).map { _ in
            MongoClaims(mongo: mongo, records: records, payloads: payloads, time: time, server: uniqueName("s"))
        }
    }

    func close() async { await mongo.close() }
}
