import EventLoop
import Glibc

extension HTTPConnection {
    /// The handler's answer to request `number`; void if that one is not in flight any more.
    func finish(_ number: Int, _ response: HTTPResponse) {
        guard lane.loop.isCurrent else {
            // A handler that left the loop for good, by an unstructured way of its own.
            lane.loop.execute { self.finish(number, response) }
            return
        }
        guard phase == .handling, requestNumber == number else { return }
        task = nil
        letGoOfBody()
        if !request.keepsAlive || lane.isDraining { isLast = true }
        write(response)
        enter(.answered)
        guard !isPumping else { return }
        flush()
        pumpUnread()
    }

    /// Answers with a failure and ends the connection, from outside of `pump`.
    func fail(_ failure: RequestFailure) {
        refuse(failure)
        flush()
    }

    /// Answers a request that no handler answers; nothing after it can be understood.
    func refuse(_ failure: RequestFailure) {
        guard phase == .receiving || phase == .handling else { return }
        if phase != .handling { request = RequestHead() }
        task?.cancel()
        task = nil
        letGoOfBody()
        isLast = true
        write(failure.response)
        enter(.answered)
    }

    private func write(_ response: HTTPResponse) {
        let framing = ResponseWriter.Framing(
            isHead: request.method == "HEAD",
            closes: isLast,
            saysKeepAlive: request.minorVersion == 0
        )
        ResponseWriter.append(response, framing, date: lane.date.now(), to: &lane.output)
    }

    /// Writes what has gathered in the lane's output, or keeps for later what the socket does not take.
    func flush() {
        guard phase != .closed else {
            lane.output.removeAll(keepingCapacity: true)
            return
        }
        if unsent.isEmpty {
            let sent = lane.output.isEmpty ? 0 : send(lane.output, from: 0)
            guard phase != .closed else {
                lane.output.removeAll(keepingCapacity: true)
                return
            }
            if sent < lane.output.count {
                unsent = Array(lane.output[sent...])
                startWriting()
            }
        } else {
            unsent.append(contentsOf: lane.output)
        }
        lane.output.removeAll(keepingCapacity: lane.output.capacity <= 1 << 20)
        guard phase == .answered else { return }
        if unsent.isEmpty { sentAll() } else { enter(.sending) }
    }

    /// The answer has left.
    private func sentAll() {
        if isLast { finishClosing() } else { enter(.idle) }
    }

    /// The socket takes output again. A request that is being received or handled meanwhile keeps its phase and
    /// its deadline.
    func writable() {
        let sent = send(unsent, from: 0)
        guard phase != .closed else { return }
        unsent.removeFirst(sent)
        guard unsent.isEmpty else { return }
        unsent = []
        stopWriting()
        guard phase == .sending else { return }
        sentAll()
        pumpUnread()
    }

    /// Returns how many bytes the socket took; closes the connection if it is broken.
    private func send(_ bytes: [UInt8], from start: Int) -> Int {
        // The buffer is borrowed for the length of the call.
        let sent = unsafe bytes.withUnsafeBytes { buffer in
            unsafe Glibc.send(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_NOSIGNAL))
        }
        if sent >= 0 { return sent }
        if errno != EAGAIN, errno != EINTR { close() }
        return 0
    }

    /// All is written. A client that may still be sending is read from for a while: closing on unread input would
    /// reset the connection and could cost it the answer.
    private func finishClosing() {
        unread = []
        guard !isPeerFinished else {
            close()
            return
        }
        shutdown(descriptor, Int32(SHUT_WR))
        enter(.lingering)
        resumeReading()
    }
}
