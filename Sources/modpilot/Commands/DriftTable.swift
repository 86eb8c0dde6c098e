import JSONText
import Moderation

/// Shows what differs between the stores: a table for people, JSON for machines.
enum DriftTable {
    static func text(_ looks: [ClientDrift], mends: Bool) -> String {
        guard !looks.isEmpty else { return "no clients yet; `modpilot client add ID` adds one" }
        var table = TextTable(["CLIENT", "WHAT", "FOUND", "MENDED", "SUCH AS"], numbers: 2...3)
        for look in looks {
            guard let report = look.report else { continue }
            for kind in report.kinds {
                let count = report[kind]
                table.add([
                    look.client.id.description, kind.rawValue, String(count.found), mends ? String(count.mended) : "-",
                    count.examples.map(\.description).joined(separator: " "),
                ])
            }
        }
        let others = looks.compactMap(remark)
        return [table.isEmpty ? "" : table.text, others.joined(separator: "\n")].filter { !$0.isEmpty }
            .joined(separator: "\n\n")
    }

    private static func remark(_ look: ClientDrift) -> String? {
        if let problem = look.problem { return "\(look.client.id): \(problem)" }
        guard let report = look.report, report.isClean else { return nil }
        return "\(look.client.id): clean, \(report.itemsCompared) compared"
    }

    /// One object on one line. Of a client that could not be looked at, `drift` is null and `problem` says why.
    static func json(_ looks: [ClientDrift], mends: Bool) -> String {
        var json = JSONWriter()
        json.beginObject()
        json.field("dry_run", bool: !mends)
        json.field("clients")
        json.beginArray()
        for look in looks {
            json.beginObject()
            json.field("client_id", string: look.client.id.description)
            json.field("compared", integer: look.report?.itemsCompared ?? 0)
            json.field("drift")
            if let report = look.report { json.drift(report) } else { json.null() }
            if let problem = look.problem { json.field("problem", string: problem) }
            json.endObject()
        }
        json.endArray()
        json.endObject()
        return json.text
    }
}

extension JSONWriter {
    /// By kind; those of which there is nothing are left out.
    fileprivate mutating func drift(_ report: DriftReport) {
        beginObject()
        for kind in report.kinds {
            let count = report[kind]
            field(named: kind.rawValue)
            beginObject()
            field("found", integer: count.found)
            field("mended", integer: count.mended)
            field("examples", strings: count.examples.map(\.description))
            endObject()
        }
        endObject()
    }
}
