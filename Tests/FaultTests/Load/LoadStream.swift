import TestSupport

/// A producer that hands in posts by the client's stream. Nobody acknowledges those: what Redis loses before it was taken
/// in is lost to the producer as well.
final class LoadStream {
    private let key: String
    private let record: LoadRecord
    private let port: UInt16
    private var number = 0
    private var socket: LoopbackSocket?
    private var chance: SeededGenerator

    init(client: String, port: UInt16, _ record: LoadRecord, seed: UInt64) {
        key = "moderation-verdicts-{\(client)}"
        self.port = port
        self.record = record
        chance = SeededGenerator(seed: seed)
    }

    func work() {
        while record.phase == .working {
            number += 1
            let line = #"{"post_id":"s-\#(number)","verdict":"manual_review","content":{"text":"by stream"}}"#
            let words = ["XADD", key, "*", "verdict", line]
            let command = "*\(words.count)\r\n" + words.map { "$\($0.utf8.count)\r\n\($0)\r\n" }.joined()
            do {
                let socket = try socket ?? LoopbackSocket(port: port, timeout: .seconds(5))
                try socket.send(Array(command.utf8))
                let answer = try socket.receive()
                self.socket = answer.isEmpty ? nil : socket
                if answer.first == UInt8(ascii: "$") { record.count("verdict by stream") }
            } catch {
                socket = nil
            }
            pause(milliseconds: Int.random(in: 100...300, using: &chance))
        }
    }
}
