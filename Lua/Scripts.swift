/// The scripts of this folder, embedded when the program is built, with their includes expanded.
///
/// A script is named by its verb, like the file. `-- @include NAME` on a line of its own stands for the text of
/// `NAME.lua`.
package enum Scripts {
    package static let open = expanded(PackageResources.open_lua)
    package static let close = expanded(PackageResources.close_lua)
    package static let held = expanded(PackageResources.held_lua)
    package static let adopt = expanded(PackageResources.adopt_lua)
    package static let clear = expanded(PackageResources.clear_lua)
    package static let filled = expanded(PackageResources.filled_lua)
    package static let publish = expanded(PackageResources.publish_lua)
    package static let claim = expanded(PackageResources.claim_lua)
    package static let decide = expanded(PackageResources.decide_lua)
    package static let acknowledge = expanded(PackageResources.acknowledge_lua)
    package static let look = expanded(PackageResources.look_lua)
    package static let extend = expanded(PackageResources.extend_lua)
    package static let release = expanded(PackageResources.release_lua)
    package static let escalate = expanded(PackageResources.escalate_lua)
    package static let shelve = expanded(PackageResources.shelve_lua)
    package static let overstay = expanded(PackageResources.overstay_lua)
    package static let window = expanded(PackageResources.window_lua)
    package static let withdraw = expanded(PackageResources.withdraw_lua)
    package static let expire = expanded(PackageResources.expire_lua)
    package static let reopen = expanded(PackageResources.reopen_lua)
    package static let publisher = expanded(PackageResources.publisher_lua)
    package static let unclaim = expanded(PackageResources.unclaim_lua)
    package static let stats = expanded(PackageResources.stats_lua)
    package static let take = expanded(PackageResources.take_lua)
    package static let settle = expanded(PackageResources.settle_lua)
    package static let inspect = expanded(PackageResources.inspect_lua)
    package static let mend = expanded(PackageResources.mend_lua)
    package static let probe = expanded(PackageResources.probe_lua)
    package static let refill = expanded(PackageResources.refill_lua)
    package static let check = expanded(PackageResources.check_lua)

    /// Every script by its verb.
    package static let all: [(name: String, text: String)] = [
        ("open", open), ("close", close), ("held", held), ("adopt", adopt), ("clear", clear), ("filled", filled),
        ("publish", publish),
        ("claim", claim), ("decide", decide),
        ("acknowledge", acknowledge),
        ("withdraw", withdraw), ("expire", expire), ("reopen", reopen), ("publisher", publisher), ("look", look),
        ("unclaim", unclaim), ("stats", stats),
        ("take", take), ("settle", settle),
        ("extend", extend), ("release", release), ("escalate", escalate),
        ("shelve", shelve), ("overstay", overstay), ("window", window),
        ("inspect", inspect), ("mend", mend), ("probe", probe), ("refill", refill), ("check", check),
    ]

    /// What scripts may include.
    private static let included = [
        "shared": PackageResources.shared_lua,
        "return": PackageResources.return_lua,
        "remove": PackageResources.remove_lua,
        "inbound": PackageResources.inbound_lua,
        "holding": PackageResources.holding_lua,
        "elsewhere": PackageResources.elsewhere_lua,
        "handback": PackageResources.handback_lua,
        "carried": PackageResources.carried_lua,
        "beside": PackageResources.beside_lua,
        "queues": PackageResources.queues_lua,
        "flaws": PackageResources.flaws_lua,
        "entries": PackageResources.entries_lua,
    ]

    private static func expanded(_ bytes: [UInt8]) -> String {
        let marker = "-- @include "
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        return lines.map { line in
            guard line.hasPrefix(marker) else { return String(line) }
            let name = String(line.dropFirst(marker.count))
            guard let text = included[name] else {
                preconditionFailure("Lua: nothing to include by the name \(name)")
            }
            return String(decoding: text, as: UTF8.self)
        }.joined(separator: "\n")
    }
}
