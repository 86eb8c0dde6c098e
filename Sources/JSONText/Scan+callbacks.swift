internal import CYajl

extension Scan {
    /// The functions yajl calls; each answers 1 to go on or 0 to stop.
    ///
    /// `yajl_number` alone takes the numbers, so that yajl never converts one.
    static func callbacks() -> yajl_callbacks {
        unsafe yajl_callbacks(
            yajl_null: { context in unsafe Scan.at(context) { $0.scalar(.null) } },
            yajl_boolean: { context, value in unsafe Scan.at(context) { $0.scalar(.bool(value != 0)) } },
            yajl_integer: nil,
            yajl_double: nil,
            yajl_number: { context, _, _ in unsafe Scan.at(context) { $0.number() } },
            yajl_string: { context, text, count in
                unsafe Scan.at(context) { scan in
                    unsafe scan.string(UnsafeBufferPointer(start: text, count: count))
                }
            },
            yajl_start_map: { context in unsafe Scan.at(context) { $0.open(.object) } },
            yajl_map_key: { context, text, count in
                unsafe Scan.at(context) { scan in
                    unsafe scan.key(UnsafeBufferPointer(start: text, count: count))
                }
            },
            yajl_end_map: { context in unsafe Scan.at(context) { $0.close(.object) } },
            yajl_start_array: { context in unsafe Scan.at(context) { $0.open(.array) } },
            yajl_end_array: { context in unsafe Scan.at(context) { $0.close(.array) } }
        )
    }

    /// `context` is the scan that ``run(over:container:maximumDepth:)`` gave to yajl_alloc and keeps in place, on the
    /// same thread, until yajl is done.
    private static func at(_ context: UnsafeMutableRawPointer?, _ step: (inout Scan) -> Bool) -> Int32 {
        guard let scan = unsafe context?.assumingMemoryBound(to: Scan.self) else { return 0 }
        return unsafe step(&scan.pointee) ? 1 : 0
    }
}
