import CLibevent
import Glibc

/// Sockets that listen on one address, one per loop, among which the kernel spreads new connections.
enum ListeningSocket {
    /// Opens `count` sockets on `host`, a numeric address or a name of this machine, and `port`; with port 0 all
    /// share one that the system picks. Returns the descriptors and the port.
    static func open(host: String, port: Int, count: Int) throws(HTTPServerError) -> (sockets: [Int32], port: Int) {
        guard (0...65_535).contains(port) else { throw .unknownAddress(host: "\(host):\(port)") }
        var hints = unsafe addrinfo()
        unsafe hints.ai_flags = AI_PASSIVE
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard unsafe getaddrinfo(host, String(port), &hints, &found) == 0, let address = unsafe found?.pointee else {
            throw .unknownAddress(host: host)
        }
        // The list was filled above and is used until the end of this call.
        defer { unsafe freeaddrinfo(found) }

        var sockets: [Int32] = []
        do throws(HTTPServerError) {
            if port != 0, count > 1 {
                // A shared port would silently be shared with another process too.
                close(try unsafe bound(address, isShared: false, host: host, port: port))
            }
            var picked = port
            for _ in 0..<count {
                let socket = try unsafe bound(address, isShared: count > 1, host: host, port: picked)
                sockets.append(socket)
                guard Glibc.listen(socket, 4_096) == 0 else { throw .cannotListen(code: errno) }
                picked = boundPort(of: socket)
                unsafe setPort(picked, of: address)
            }
            return (sockets, picked)
        } catch {
            for socket in sockets { close(socket) }
            throw error
        }
    }

    private static func bound(
        _ address: addrinfo,
        isShared: Bool,
        host: String,
        port: Int
    ) throws(HTTPServerError) -> Int32 {
        let flags = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let socket = unsafe Glibc.socket(address.ai_family, flags, 0)
        guard socket >= 0 else { throw .cannotListen(code: errno) }
        var yes: Int32 = 1
        let size = socklen_t(MemoryLayout<Int32>.size)
        unsafe setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, size)
        if isShared { unsafe setsockopt(socket, SOL_SOCKET, SO_REUSEPORT, &yes, size) }
        guard unsafe bind(socket, address.ai_addr, address.ai_addrlen) == 0 else {
            let code = errno
            close(socket)
            switch code {
            case EADDRINUSE: throw .addressInUse(host: host, port: port)
            case EADDRNOTAVAIL: throw .unknownAddress(host: host)
            default: throw .cannotListen(code: code)
            }
        }
        return socket
    }

    private static func boundPort(of socket: Int32) -> Int {
        var address = sockaddr_in6()
        var size = socklen_t(MemoryLayout<sockaddr_in6>.size)
        // Large enough for both families, whose port stands at the same place.
        unsafe withUnsafeMutablePointer(to: &address) { pointer in
            _ = unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe getsockname(socket, $0, &size)
            }
        }
        return Int(UInt16(bigEndian: address.sin6_port))
    }

    private static func setPort(_ port: Int, of address: addrinfo) {
        // getaddrinfo filled in an address of the family it names; the port stands at the same place in both.
        unsafe address.ai_addr.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
            unsafe $0.pointee.sin_port = UInt16(port).bigEndian
        }
    }
}
