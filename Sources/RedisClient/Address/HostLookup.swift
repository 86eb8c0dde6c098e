import EventLoop
import Glibc

/// Turns a host name into numeric addresses without ever blocking the loop.
///
/// `getaddrinfo` can take as long as the resolver likes, so it runs on a thread of its own, at most one per
/// object: a caller that gave up and asks again gets the result of the lookup that is still under way.
final class HostLookup {
    enum Result: Sendable {
        /// Numeric, IPv4 before IPv6, at least one.
        case addresses([String])
        case failed(String)
    }

    private let loop: EventLoop
    private let host: String
    private var isRunning = false
    private var whenDone: ((Result) -> Void)?

    init(_ host: String, on loop: EventLoop) {
        self.host = host
        self.loop = loop
    }

    /// Calls `whenDone` once, never before this returns; a later call replaces it.
    func start(whenDone: @escaping (Result) -> Void) {
        self.whenDone = whenDone
        guard !isRunning else { return }
        isRunning = true
        let bound = LoopBound(self, on: loop)
        guard !Self.isNumeric(host) else {
            let result = Result.addresses([host])
            loop.execute { bound.value.finish(result) }
            return
        }
        let host = host
        let loop = loop
        let isStarted = runDetached {
            let result = Self.resolve(host)
            loop.execute { bound.value.finish(result) }
        }
        if !isStarted { loop.execute { bound.value.finish(.failed("no thread to look the host up")) } }
    }

    func cancel() {
        whenDone = nil
    }

    private func finish(_ result: Result) {
        isRunning = false
        whenDone.take()?(result)
    }

    private static func isNumeric(_ host: String) -> Bool {
        var four = in_addr()
        var six = in6_addr()
        return unsafe inet_pton(AF_INET, host, &four) == 1 || inet_pton(AF_INET6, host, &six) == 1
    }

    private static func resolve(_ host: String) -> Result {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = unsafe getaddrinfo(host, nil, &hints, &list)
        guard code == 0 else { return .failed("looking up \(host): \(unsafe String(cString: gai_strerror(code)))") }
        // Owned by this function once getaddrinfo succeeded.
        defer { unsafe freeaddrinfo(list) }
        var four: [String] = []
        var six: [String] = []
        var next = unsafe list
        while let entry = unsafe next {
            if let address = unsafe numeric(entry.pointee) {
                if unsafe entry.pointee.ai_family == AF_INET { four.append(address) } else { six.append(address) }
            }
            unsafe next = entry.pointee.ai_next
        }
        let addresses = Array((four + six).prefix(8))
        return addresses.isEmpty ? .failed("looking up \(host): no address") : .addresses(addresses)
    }

    private static func numeric(_ entry: addrinfo) -> String? {
        var name = [UInt8](repeating: 0, count: Int(NI_MAXHOST))
        let code = unsafe name.withUnsafeMutableBytes { buffer in
            unsafe getnameinfo(
                entry.ai_addr,
                entry.ai_addrlen,
                buffer.baseAddress?.assumingMemoryBound(to: CChar.self),
                socklen_t(buffer.count),
                nil,
                0,
                NI_NUMERICHOST
            )
        }
        guard code == 0 else { return nil }
        return String(decoding: name.prefix { $0 != 0 }, as: UTF8.self)
    }
}
