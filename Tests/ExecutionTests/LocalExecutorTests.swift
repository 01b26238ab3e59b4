import BuildModel
import Execution
import Glibc
import Synchronization
import Testing

struct LocalExecutorTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func executor(slots: Int = 2) -> LocalExecutor {
        LocalExecutor(
            projectRoot: folder.path, slots: JobSlots(count: slots),
            runner: ProcessRunner(grace: .milliseconds(50)))
    }

    @Test func aThousandCommandsEachWriteTheirOutput() async throws {
        let executor = executor()
        let results = try await withThrowingTaskGroup(of: Int32.self) { group in
            for index in 0..<1000 {
                group.addTask {
                    try await executor.execute(
                        CommandRequest(
                            arguments: ["/bin/sh", "-c", "echo \(index) > out/\(index)"],
                            outputs: [ProjectPath("out/\(index)")])
                    ).exitCode
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results == Array(repeating: 0, count: 1000))
        for index in 0..<1000 { #expect(folder.read("out/\(index)") == "\(index)\n") }
    }

    @Test func staleOutputsAreRemovedUnlessKept() async throws {
        try folder.write("out/deep/old", "stale")
        try folder.write("out/file", "stale")
        let outputs = try [ProjectPath("out/deep"), ProjectPath("out/file"), ProjectPath("new/x")]
        var request = CommandRequest(
            arguments: ["/bin/ls", "out", "new"], outputs: outputs, keepsOutputs: true)
        let kept = try await executor().execute(request)
        #expect(
            String(decoding: kept.outcome.standardOutput, as: UTF8.self)
                == "new:\n\nout:\ndeep\nfile\n")
        request.keepsOutputs = false
        let cleared = try await executor().execute(request)
        #expect(
            String(decoding: cleared.outcome.standardOutput, as: UTF8.self) == "new:\n\nout:\n")
    }

    @Test func failureIsAResult() async throws {
        let result = try await executor().execute(
            CommandRequest(arguments: ["/bin/sh", "-c", "echo why >&2; exit 7"]))
        #expect(!result.succeeded)
        #expect(result.exitCode == 7)
        #expect(result.ending == "exited with code 7")
        #expect(String(decoding: result.outcome.standardError, as: UTF8.self) == "why\n")
        let killed = try await executor().execute(
            CommandRequest(arguments: ["/bin/sh", "-c", "kill -SEGV $$"]))
        #expect(killed.ending == "was killed by signal 11 (SIGSEGV)")
        #expect(killed.exitCode == 139)
    }

    @Test func cancellationKillsTheWholeGroup() async throws {
        try #require(mkfifo(folder.text("alive"), 0o600) == 0)
        let reader = open(folder.text("alive"), O_RDONLY | O_NONBLOCK)
        defer { close(reader) }
        let executor = executor()
        // Both shells hold the pipe open; the grandchild ignores a polite request.
        let script = "exec 3> alive; (trap '' TERM; sleep 1000) & echo ready >&3; wait"
        let task = Task {
            try await executor.execute(CommandRequest(arguments: ["/bin/sh", "-c", script]))
        }
        var descriptor = pollfd(fd: reader, events: Int16(POLLIN), revents: 0)
        try #require(poll(&descriptor, 1, -1) == 1)
        task.cancel()
        let error = await #expect(throws: ExecutionError.self) { try await task.value }
        #expect(error?.code == .cancelled)
        #expect(endOfPipe(reader))
    }

    @Test func cancelledBeforeItsTurnNeverStarts() async throws {
        let executor = executor(slots: 1)
        try #require(mkfifo(folder.text("gate"), 0o600) == 0)
        let writer = open(folder.text("gate"), O_RDWR)
        defer { close(writer) }
        let first = Task {
            try await executor.execute(
                CommandRequest(arguments: ["/bin/sh", "-c", "read line < gate"]))
        }
        let second = Task {
            try await executor.execute(
                CommandRequest(arguments: ["/bin/sh", "-c", "echo ran > second"]))
        }
        second.cancel()
        let error = await #expect(throws: ExecutionError.self) { try await second.value }
        #expect(error?.code == .cancelled)
        try #require(write(writer, "go\n", 3) == 3)
        #expect(try await first.value.succeeded)
        #expect(!folder.exists("second"))
    }

    /// While other threads start processes, a program that has just been written may for an
    /// instant be open in one of their children.
    @Test func justWrittenProgramsStart() async throws {
        let executor = executor(slots: 4)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<100 {
                group.addTask { [folder] in
                    try folder.write("bin/\(index)", "#!/bin/sh\nexit 3\n", mode: 0o755)
                    let result = try await executor.execute(
                        CommandRequest(arguments: ["bin/\(index)"]))
                    #expect(result.exitCode == 3)
                }
            }
            try await group.waitForAll()
        }
    }

    @Test func weightsLimitWhatRunsTogether() async throws {
        let slots = JobSlots(count: 4)
        let peak = Peak()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for weight in [1, 4, 2, 3, 1, 100, 2, 2, 1, 1] {
                group.addTask {
                    try await slots.run(weight: weight) { (_) throws(ExecutionError) in
                        peak.enter(min(weight, 4))
                        usleep(1000)
                        peak.leave(min(weight, 4))
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(peak.highest <= 4)
        #expect(peak.highest >= 1)
    }

    /// Two jobs that come at once to a thread that is idle are not left to it both.
    @Test func eachFreeSlotIsFilled() async throws {
        for _ in 0..<100 {
            let slots = JobSlots(count: 2)
            try await slots.run { (_) throws(ExecutionError) in }
            let entered = Peak()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<2 {
                    group.addTask {
                        try await slots.run { (_) throws(ExecutionError) in
                            entered.enter(1)
                            for _ in 0..<20_000 where entered.highest < 2 { usleep(1000) }
                        }
                    }
                }
                try await group.waitForAll()
            }
            try #require(entered.highest == 2, "the second waited for the first")
        }
    }
}

/// How much weight was in use at once.
private final class Peak: Sendable {
    private let state = Mutex((now: 0, highest: 0))

    var highest: Int { state.withLock { $0.highest } }

    func enter(_ weight: Int) {
        state.withLock {
            $0.now += weight
            $0.highest = max($0.highest, $0.now)
        }
    }

    func leave(_ weight: Int) {
        state.withLock { $0.now -= weight }
    }
}
