import CLibevent
import EventLoop
import Glibc

/// One client's connection: reads its requests, has them handled one after the other, and writes the answers in their order.
///
/// The socket's events are edge-triggered and registered once: an edge says that there may be something to read, that there is
/// room to write, or that the client has gone. So a connection costs the kernel nothing while it is idle and nothing for each
/// request, and whoever stops reading before there is nothing left remembers it (`mayRead`).
///
/// Thread safety: touched on its lane's loop alone. libevent calls back there, and the handler's task prefers it.
@safe final class HTTPConnection: @unchecked Sendable {
    enum Phase {
        /// Between requests.
        case idle
        /// A request has begun to arrive.
        case receiving
        /// The handler has the request.
        case handling
        /// The answer waits for room in the socket.
        case sending
        /// The last answer has left; what the client still sends is read and dropped, as closing on unread input would reset the
        /// connection and could cost the client the answer.
        case lingering
        case closed
    }

    private let lane: HTTPLane
    private let socket: ClientSocket
    private let address: String
    private(set) var phase = Phase.idle
    private var event: OpaquePointer?
    private var deadline: Int64 = 0
    private let openedAt = MonotonicClock.milliseconds()

    private var input = InputBuffer()
    private var parser: RequestParser
    private var mayRead = false
    /// A head behind which the body has not come, and which the handler has not seen.
    private var unseenHead: HTTPMessageHead?
    /// The handler looks at a head, and the body is left where it is.
    private var isAdmitting = false
    private var hasPeerFinished = false
    /// Bytes of the body that count towards the server's load.
    private var heldBytes = 0

    private var task: Task<Void, Never>?
    private var requestNumber = 0
    private var head: HTTPMessageHead?
    private var request: HTTPRequest?

    private var answerHead: ArraySlice<UInt8> = []
    private var answerBody: ArraySlice<UInt8> = []
    /// Bytes of an answer that count towards the server's load, as the client does not read it.
    private var unreadBytes = 0
    private var closesBehindAnswer = false
    /// The client may be sending still when the answer is all.
    private var lingers = false
    private var isWorking = false
    private var isWorkDue = false

    /// Pieces that are read, and requests that are begun, before other connections have their turn.
    private static let piecesInTurn = 4
    private static let requestsInTurn = 32
    /// Smaller answers wait for their clients without being counted.
    private static let smallAnswer = 64 * 1_024

    init(_ socket: ClientSocket, from address: String, in lane: HTTPLane) {
        self.lane = lane
        self.socket = socket
        self.address = address
        parser = RequestParser(limits: lane.limits)
        setDeadline(lane.limits.idleTime)
    }

    /// False where the loop can't watch the socket.
    func start() -> Bool {
        socket.sendAtOnce()
        let events = Int16(EV_READ | EV_WRITE | EV_CLOSED | EV_ET | EV_PERSIST)
        // Unretained: the lane keeps the connection until `close` has freed the event.
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        guard
            let event = unsafe event_new(lane.loop.base, socket.descriptor, events, connectionChanged, context)
        else { return false }
        unsafe self.event = event
        return unsafe event_add(event, nil) == 0
    }

    // MARK: - Phases

    private func enter(_ next: Phase) {
        let wasBusy = isBusy
        phase = next
        switch next {
        case .idle: setDeadline(lane.limits.idleTime)
        case .receiving: setDeadline(lane.limits.requestTime)
        case .handling: setDeadline(lane.limits.handlerTime)
        case .sending: setDeadline(lane.limits.sendTime)
        case .lingering: setDeadline(lane.limits.lingerTime)
        case .closed: break
        }
        if isBusy != wasBusy { lane.changedBusy(isBusy ? 1 : -1) }
    }

    private var isBusy: Bool { phase == .receiving || phase == .handling || phase == .sending }

    /// Whether nobody has asked anything by it yet.
    func isStranger(openFor time: Duration, at now: Int64) -> Bool {
        requestNumber == 0 && (phase == .idle || phase == .receiving) && now - openedAt >= time.milliseconds
    }

    private func setDeadline(_ duration: Duration) {
        deadline = MonotonicClock.milliseconds() + duration.milliseconds
    }

    /// Ends what has lasted too long.
    func checkDeadline(_ now: Int64) {
        guard now >= deadline else { return }
        switch phase {
        case .receiving: refuse(.tooSlow)
        case .handling: refuse(.notAnswered)
        case .idle, .sending, .lingering: close()
        case .closed: break
        }
    }

    // The optimizer of Swift 6.3 ends with an error where this is inlined into a loop.
    @inline(never)
    func close() {
        guard phase != .closed else { return }
        enter(.closed)
        endWithClient()
        task = nil
        letGoOfBytes()
        letGoOfUnread()
        if let event = unsafe event { unsafe event_free(event) }
        unsafe event = nil
        socket.close()
        lane.remove(self)
    }

    // MARK: - Events

    fileprivate func changed(_ events: Int32) {
        // Under TLS a read may have waited for room to write.
        if events & EV_READ != 0 || socket.session != nil { mayRead = true }
        if phase == .sending { send() }
        // What was sent before it is read first, so long as there is room for it.
        if events & EV_CLOSED != 0, phase == .handling, input.count >= lane.limits.readAheadBytes { peerFinished() }
        if phase == .handling, input.count >= lane.limits.readAheadBytes, socket.hasFailed { return close() }
        work()
    }

    /// Reads, and begins what has come.
    private func work() {
        // A handler that answers at once comes back here.
        guard !isWorking else { return }
        isWorking = true
        defer { isWorking = false }
        var pieces = Self.piecesInTurn
        var requests = Self.requestsInTurn
        while phase != .closed {
            if phase == .idle || phase == .receiving, requests > 0, !isAdmitting {
                requests -= 1
                if step() { continue }
                if phase == .closed || phase == .handling { continue }
            }
            guard mayRead, !hasPeerFinished, pieces > 0, requests > 0, wantsInput else { break }
            pieces -= 1
            read()
        }
        guard phase != .closed else { return }
        if hasPeerFinished, phase == .idle || phase == .receiving, requests > 0, !isAdmitting { return close() }
        if pieces == 0 && mayRead && wantsInput || requests == 0 { workSoon() }
    }

    private func workSoon() {
        guard !isWorkDue else { return }
        isWorkDue = true
        lane.loop.execute { [self] in
            isWorkDue = false
            work()
        }
    }

    private var wantsInput: Bool {
        switch phase {
        case .receiving: !isAdmitting
        case .idle, .lingering: true
        case .handling, .sending: input.count < lane.limits.readAheadBytes
        case .closed: false
        }
    }

    private func read() {
        switch unsafe socket.receive(into: lane.scratch) {
        case .bytes(let count):
            guard phase != .lingering, !closesBehindAnswer else { return lingers = true }
            unsafe input.append(UnsafeRawBufferPointer(rebasing: lane.scratch[..<count]))
        case .nothing: mayRead = false
        case .end: peerFinished()
        case .gone: close()
        }
    }

    /// The client sends no more. One that still listens is answered; but most have gone altogether.
    private func peerFinished() {
        hasPeerFinished = true
        if phase == .lingering { return close() }
        endWithClient()
    }

    private func endWithClient() {
        guard let task, let request, lane.isClosed || lane.handler.endsWithClient(request) else { return }
        task.cancel()
    }

    // MARK: - Receiving

    /// Takes the next step with what has come; false where that is not enough for one.
    private func step() -> Bool {
        guard !input.isEmpty || unseenHead != nil else { return false }
        if phase == .idle { enter(.receiving) }
        do throws(RequestFailure) {
            switch try parser.next(&input) {
            case .incomplete:
                try hold(parser.bodyBytes)
                // An empty line before a request is none of it.
                if input.isEmpty, parser.isBetweenRequests { enter(.idle) }
                guard let head = unseenHead else { return false }
                admit(head)
                return !isAdmitting
            case .head(let head):
                unseenHead = head
                return true
            case .request(let head, let body):
                unseenHead = nil
                try hold(body.count)
                handle(head, body)
                return true
            }
        } catch {
            refuse(error)
            return true
        }
    }

    /// - Parameter count: bytes of the body that have come.
    private func hold(_ count: Int) throws(RequestFailure) {
        guard count > lane.limits.headBytes, count > heldBytes else { return }
        guard lane.load.hold(count - heldBytes) else { throw .tooManyBytes }
        heldBytes = count
    }

    private func letGoOfBytes() {
        if heldBytes > 0 { lane.load.release(heldBytes) }
        heldBytes = 0
    }

    private func sendLeave() {
        // A few bytes into a socket that has room for all that was answered before.
        _ = socket.send(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)[...], [])
    }

    // MARK: - Handling

    /// Has the handler look at a head before the body is read.
    private func admit(_ head: HTTPMessageHead) {
        unseenHead = nil
        isAdmitting = true
        requestNumber += 1
        let number = requestNumber
        let request = request(head, body: [])
        _ = Task.immediate(executorPreference: lane.loop) { [lane, self] in
            let refusal = await lane.handler.refusal(of: request, on: lane.loop)
            admitted(number, head, refusal)
        }
    }

    private func admitted(_ number: Int, _ head: HTTPMessageHead, _ refusal: HTTPResponse?) {
        guard lane.loop.isCurrent else {
            lane.loop.execute { self.admitted(number, head, refusal) }
            return
        }
        guard phase == .receiving, isAdmitting, requestNumber == number else { return }
        isAdmitting = false
        if let refusal {
            self.head = head
            lingers = true
            return answer(refusal, closes: true)
        }
        if head.waitsForLeave, input.isEmpty { sendLeave() }
        work()
    }

    private func request(_ head: HTTPMessageHead, body: [UInt8]) -> HTTPRequest {
        HTTPRequest(
            method: head.method,
            target: head.target,
            headers: head.headers,
            body: body,
            remoteAddress: address
        )
    }

    private func handle(_ head: HTTPMessageHead, _ body: [UInt8]) {
        let request = request(head, body: body)
        self.head = head
        self.request = request
        enter(.handling)
        requestNumber += 1
        let number = requestNumber
        let started = Task.immediate(executorPreference: lane.loop) { [lane, self] in
            let response = await lane.handler.respond(to: request, on: lane.loop)
            finish(number, response)
        }
        guard phase == .handling, requestNumber == number else { return }
        task = started
        if hasPeerFinished { endWithClient() }
    }

    /// The handler's answer to request `number`; void if that one is not in flight any more.
    private func finish(_ number: Int, _ response: HTTPResponse) {
        guard lane.loop.isCurrent else {
            // A handler that left the loop for good, by an unstructured way of its own.
            lane.loop.execute { self.finish(number, response) }
            return
        }
        guard phase == .handling, requestNumber == number else { return }
        answer(response, closes: lane.isDraining || head?.closes != false)
    }

    /// Answers with a failure and ends the connection.
    private func refuse(_ failure: RequestFailure) {
        lingers = true
        answer(failure.response, closes: true)
    }

    // MARK: - Answering

    private func answer(_ response: HTTPResponse, closes: Bool) {
        task?.cancel()
        task = nil
        letGoOfBytes()
        answerHead =
            ResponseHead.bytes(
                of: response,
                date: lane.date(),
                closes: closes,
                isOld: head?.isOld == true
            )[...]
        let hasNone = head?.method == "HEAD" || response.status == 204 || response.status == 304
        answerBody = hasNone ? [] : response.body[...]
        closesBehindAnswer = closes
        head = nil
        request = nil
        enter(.sending)
        send()
        if phase != .sending { work() }
    }

    private func send() {
        while !answerHead.isEmpty || !answerBody.isEmpty {
            guard let sent = socket.send(answerHead, answerBody) else { return close() }
            let ofHead = min(sent, answerHead.count)
            answerHead = answerHead.dropFirst(ofHead)
            answerBody = answerBody.dropFirst(sent - ofHead)
            // An edge tells when there is room again.
            if sent == 0 { return holdUnread() }
        }
        letGoOfUnread()
        answerHead = []
        answerBody = []
        guard !closesBehindAnswer else { return finishConnection() }
        enter(input.isEmpty ? .idle : .receiving)
    }

    private func holdUnread() {
        guard unreadBytes == 0, answerBody.count > Self.smallAnswer else { return }
        // All of it stays in memory until the last byte has left.
        guard lane.load.holdUnread(answerBody.endIndex) else { return close() }
        unreadBytes = answerBody.endIndex
    }

    private func letGoOfUnread() {
        if unreadBytes > 0 { lane.load.releaseUnread(unreadBytes) }
        unreadBytes = 0
    }

    private func finishConnection() {
        guard lingers || !input.isEmpty, !hasPeerFinished else { return close() }
        socket.finishSending()
        input = InputBuffer()
        enter(.lingering)
    }
}

private func connectionChanged(_: Int32, _ events: Int16, _ context: UnsafeMutableRawPointer?) {
    guard let context = unsafe context else { return }
    // The lane keeps the connection until its event is freed.
    unsafe Unmanaged<HTTPConnection>.fromOpaque(context).takeUnretainedValue().changed(Int32(events))
}
