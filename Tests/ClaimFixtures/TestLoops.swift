package import EventLoop

/// Two loops for all tests of this process, as two servers would have.
package enum TestLoops {
    package static func pair() throws(EventLoopError) -> [EventLoop] { try loops.get().loops }

    private static let loops = Result { () throws(EventLoopError) in try EventLoopGroup(count: 2, name: "stores") }
}
