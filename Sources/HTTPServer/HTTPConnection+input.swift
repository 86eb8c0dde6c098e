import EventLoop
import Glibc

extension HTTPConnection {
    /// The socket has something to read: bytes, the end, or an error.
    func readable() {
        let count = unsafe recv(descriptor, lane.scratch.baseAddress, lane.scratch.count, 0)
        if count > 0 {
            // The loop's thread alone uses the buffer, and not again before this call is over.
            let bytes = unsafe UnsafeRawBufferPointer(rebasing: lane.scratch[..<count])
            received(unsafe Span(_unsafeBytes: bytes))
        } else if count == 0 {
            peerFinished()
        } else if errno != EAGAIN, errno != EINTR {
            close()
        }
    }

    private func received(_ bytes: Span<UInt8>) {
        switch phase {
        case .idle, .receiving:
            pump(bytes)
        case .handling, .sending:
            guard !isLast else { return }
            // The span is borrowed for the length of the copy.
            unsafe bytes.withUnsafeBufferPointer { unsafe unread.append(contentsOf: $0) }
            if unread.count >= lane.limits.readAheadBytes { stopReading() }
        case .answered, .lingering, .closed:
            break
        }
    }

    /// The client will send nothing more. It may still listen, so an answer under way is written; but most have
    /// gone altogether, so the handler learns that nobody may be waiting.
    private func peerFinished() {
        isPeerFinished = true
        switch phase {
        case .idle, .receiving, .answered, .lingering, .closed:
            close()
        case .handling, .sending:
            // The end of input would be reported forever.
            stopReading()
            task?.cancel()
        }
    }

    /// Takes up as many requests as are there and answered at once, then writes what they got.
    private func pump(_ bytes: Span<UInt8>) {
        isPumping = true
        var index = 0
        do throws(RequestFailure) {
            while index < bytes.count, canTakeRequest {
                if phase != .receiving { enter(.receiving) }
                if let (head, body) = try parser.take(bytes, from: &index) {
                    try holdBody(body.count)
                    handle(head, body)
                } else {
                    try holdBody(parser.bodyCount)
                }
                if lane.output.count > 64 * 1_024 { flush() }
            }
            if phase == .receiving, parser.owesContinue {
                parser.sentContinue()
                lane.output.append(contentsOf: ResponseWriter.continueLine)
            }
            if index < bytes.count, phase == .handling || phase == .sending {
                let rest = bytes.extracting(index..<bytes.count)
                unsafe rest.withUnsafeBufferPointer { unsafe unread.append(contentsOf: $0) }
            }
        } catch {
            refuse(error)
        }
        isPumping = false
        flush()
    }

    private var canTakeRequest: Bool {
        switch phase {
        case .idle, .receiving, .answered: !isLast
        case .handling, .sending, .lingering, .closed: false
        }
    }

    /// Goes on with what came in while a request was being answered.
    func pumpUnread() {
        guard phase == .idle, !isLast else { return }
        if !unread.isEmpty {
            let bytes = unread
            unread = []
            pump(bytes.span)
        }
        if unread.count < lane.limits.readAheadBytes { resumeReading() }
        // Of a client that sends nothing more, no other request can come.
        if isPeerFinished, phase == .idle || phase == .receiving { close() }
    }

    private func handle(_ head: RequestHead, _ body: [UInt8]) {
        enter(.handling)
        request = head
        requestNumber += 1
        let number = requestNumber
        let request = HTTPRequest(
            method: head.method,
            target: head.target,
            headers: head.headers,
            body: body,
            remoteAddress: remoteAddress
        )
        let started = Task.immediate(executorPreference: lane.loop) { [lane, self] in
            let response = await lane.handler.respond(to: request, on: lane.loop)
            finish(number, response)
        }
        guard phase == .handling, requestNumber == number else { return }
        task = started
        if isPeerFinished { started.cancel() }
    }
}
