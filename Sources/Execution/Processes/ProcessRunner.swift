import CSpawn
import Glibc

/// Runs one process at a time to its end, blocking the calling thread.
///
/// Call it on a thread of its own (``JobSlots`` has them), never on the cooperative pool: starting
/// suspends the caller until the program has been executed, and then it polls.
///
/// A process gets a process group of its own and no terminal. When it has ended, for whatever
/// reason, the rest of the group is killed, so that nothing writes outputs after its action is
/// over; but for processes whose purpose is to leave others behind.
public struct ProcessRunner: Sendable {
    /// How long a process that is asked to end gets before it is killed.
    public var grace: Duration
    /// Whether to do without what newer kernels have.
    private let isOldKernel: Bool
    private static let busyRetries = 9

    /// Makes a runner.
    public init(grace: Duration = .milliseconds(250)) {
        self.init(grace: grace, isOldKernel: false)
    }

    init(grace: Duration, isOldKernel: Bool) {
        self.grace = grace
        self.isOldKernel = isOldKernel
        bld_keep_children()
    }

    /// Runs a process and waits for it.
    ///
    /// - Parameters:
    ///   - invocation: What to start.
    ///   - cancellation: When raised, the process is stopped and the outcome says so.
    /// - Returns: How it ended.
    /// - Throws: `.programNotFound`, `.cannotStart` or `.ioFailure`; then nothing is running.
    public func run(
        _ invocation: ProcessInvocation, cancellation: CancellationSignal? = nil
    ) throws(ExecutionError) -> ProcessOutcome {
        let start = try StartRequest(invocation)
        let began = ContinuousClock.now
        var command = try launch(start)
        defer { if command.pidfd >= 0 { close(command.pidfd) } }

        let ownsGroup = invocation.output != .terminal
        var supervision = Supervision(
            deadline: invocation.timeout.map { began + $0 }, grace: grace)
        var cancelled = false
        wait: while !isOver(&command) {
            switch supervision.next(at: .now) {
            case .terminate: send(SIGTERM, to: command.pid, group: ownsGroup)
            case .kill: send(SIGKILL, to: command.pid, group: ownsGroup)
            case .wait(let instant):
                let signal = cancelled ? nil : cancellation
                switch poll(command, signal, until: instant) {
                case .ended: break wait
                case .cancelled:
                    cancelled = true
                    supervision.cancel(at: .now)
                case .nothing: break
                }
            }
        }
        // As long as the leader is not reaped its group's number belongs to nobody else.
        let leavesOthers = invocation.leavesProcesses && supervision.stopped == nil
        if ownsGroup, !leavesOthers { send(SIGKILL, to: command.pid, group: true) }
        return try outcome(of: &command, start, began, supervision.stopped)
    }

    // MARK: Starting

    /// Another thread may just have written the program and, at the moment a third process was
    /// started, still had it open: the copy of that descriptor goes away in microseconds.
    private func launch(_ start: StartRequest) throws(ExecutionError) -> bld_spawn_result {
        var delay: UInt32 = 500
        for _ in 0..<Self.busyRetries {
            let result = start.spawn(isOldKernel: isOldKernel)
            if result.stage == BLD_SPAWN_STAGE_NONE { return result }
            guard result.error == ETXTBSY else { throw start.failure(result) }
            usleep(delay)
            delay *= 2
        }
        let result = start.spawn(isOldKernel: isOldKernel)
        guard result.stage == BLD_SPAWN_STAGE_NONE else { throw start.failure(result) }
        return result
    }

    // MARK: Waiting

    private enum Event {
        case ended
        case cancelled
        case nothing
    }

    /// Without a pidfd nothing can be polled, so look.
    private func isOver(_ command: inout bld_spawn_result) -> Bool {
        guard command.pidfd < 0 else { return false }
        var (code, status, usage) = (Int32(0), Int32(0), rusage())
        return bld_wait(&command, 0, 0, &code, &status, &usage) != EAGAIN
    }

    private func poll(
        _ command: bld_spawn_result, _ cancellation: CancellationSignal?,
        until instant: ContinuousClock.Instant?
    ) -> Event {
        var descriptors = [
            pollfd(fd: command.pidfd, events: Int16(POLLIN), revents: 0),
            pollfd(fd: cancellation?.descriptor ?? -1, events: Int16(POLLIN), revents: 0),
        ]
        var milliseconds: Int32 = -1
        if let instant {
            let left = (instant - .now) / .milliseconds(1)
            milliseconds = Int32(min(max(left.rounded(.up), 0), 1e9))
        }
        // Where the kernel has no pidfds, look again every 2 ms.
        if command.pidfd < 0 { milliseconds = milliseconds < 0 ? 2 : min(milliseconds, 2) }
        guard Glibc.poll(&descriptors, 2, milliseconds) > 0 else { return .nothing }
        if descriptors[0].revents != 0 { return .ended }
        return descriptors[1].revents != 0 ? .cancelled : .nothing
    }

    private func send(_ signal: Int32, to pid: pid_t, group: Bool) {
        kill(group ? -pid : pid, signal)
    }

    // MARK: Ending

    private func outcome(
        of command: inout bld_spawn_result, _ start: StartRequest,
        _ began: ContinuousClock.Instant, _ stopped: ProcessOutcome.Ending?
    ) throws(ExecutionError) -> ProcessOutcome {
        var (code, status, usage) = (Int32(0), Int32(0), rusage())
        let failed = bld_wait(&command, 1, 1, &code, &status, &usage)
        guard failed == 0 else {
            throw ExecutionError(
                code: .ioFailure, message: "Cannot wait for `\(start.name)`",
                cause: SystemError(number: failed))
        }
        let natural: ProcessOutcome.Ending =
            code == Int32(CLD_EXITED) ? .exited(status) : .signaled(status)
        return ProcessOutcome(
            ending: stopped ?? natural,
            standardOutput: start.output?.contents() ?? [],
            standardError: start.error?.contents() ?? [],
            wallTime: .now - began,
            usage: ResourceUsage(usage))
    }
}

extension ResourceUsage {
    fileprivate init(_ usage: rusage) {
        self.init(
            userTime: Duration(usage.ru_utime), systemTime: Duration(usage.ru_stime),
            peakMemoryBytes: usage.ru_maxrss * 1024)
    }
}

extension Duration {
    fileprivate init(_ time: timeval) {
        self = .seconds(time.tv_sec) + .microseconds(time.tv_usec)
    }
}
