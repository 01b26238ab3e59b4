import BuildModel
import Glibc
import Testing

@testable import Execution

struct ProcessRunnerTests {
    private let folder: TemporaryFolder
    private let runner = ProcessRunner(grace: .milliseconds(50))
    /// With and without what newer kernels have.
    private static let runners = [false, true].map {
        ProcessRunner(grace: .milliseconds(50), isOldKernel: $0)
    }

    init() throws {
        folder = try TemporaryFolder()
    }

    private func shell(
        _ script: String, environment: [String: String] = [:],
        output: ProcessInvocation.Output = .separate, timeout: Duration? = nil
    ) -> ProcessInvocation {
        ProcessInvocation(
            arguments: ["/bin/sh", "-c", script], environment: environment,
            directory: folder.path, output: output, timeout: timeout)
    }

    @Test(arguments: [
        ("exit 0", ProcessOutcome.Ending.exited(0)),
        ("exit 1", .exited(1)),
        ("exit 255", .exited(255)),
        ("kill -KILL $$", .signaled(SIGKILL)),
        ("kill -SEGV $$", .signaled(SIGSEGV)),
        ("kill -PIPE $$", .signaled(SIGPIPE)),
    ])
    func endings(script: String, ending: ProcessOutcome.Ending) throws {
        #expect(try runner.run(shell(script)).ending == ending)
    }

    @Test func outputsAreKeptApart() throws {
        let outcome = try runner.run(shell("echo out; echo err >&2; printf more"))
        #expect(String(decoding: outcome.standardOutput, as: UTF8.self) == "out\nmore")
        #expect(String(decoding: outcome.standardError, as: UTF8.self) == "err\n")
    }

    @Test func mergedOutputKeepsItsOrder() throws {
        let script = "for i in 1 2 3; do echo o$i; echo e$i >&2; done; echo last > /dev/stderr"
        let outcome = try runner.run(shell("exec 3>&1; " + script, output: .merged))
        let text = String(decoding: outcome.standardOutput, as: UTF8.self)
        // Opening /dev/stderr truncates what was there, as it does for a file.
        #expect(text == "last\n")
        let plain = try runner.run(
            shell(script.replacing(" > /dev/stderr", with: " >&2"), output: .merged))
        #expect(
            String(decoding: plain.standardOutput, as: UTF8.self)
                == "o1\ne1\no2\ne2\no3\ne3\nlast\n")
        #expect(plain.standardError.isEmpty)
    }

    @Test func largeOutputIsCollectedInFull() throws {
        let size = 10_000_000
        let outcome = try runner.run(
            shell("head -c \(size) /dev/zero; head -c \(size) /dev/zero >&2"))
        #expect(outcome.standardOutput.count == size)
        #expect(outcome.standardError.count == size)
    }

    @Test func environmentIsExactlyTheDeclaredOne() throws {
        let outcome = try runner.run(
            ProcessInvocation(
                arguments: ["/usr/bin/env"], environment: ["B": "two words", "A": "=", "C": ""],
                directory: folder.path))
        #expect(String(decoding: outcome.standardOutput, as: UTF8.self) == "A==\nB=two words\nC=\n")
    }

    @Test(arguments: runners)
    func processStateIsStandard(runner: ProcessRunner) throws {
        signal(SIGUSR2, SIG_IGN)
        defer { signal(SIGUSR2, SIG_DFL) }
        let held = open("/dev/null", O_RDONLY)
        defer { close(held) }
        let script = """
            umask; pwd; read line || echo no input
            grep -E '^Sig(Blk|Ign)' /proc/self/status | cut -f2 | uniq
            ls /proc/self/fd | wc -l
            test "$(cut -d' ' -f5,7 /proc/$$/stat)" = "$$ 0" && echo leader
            """
        let outcome = try runner.run(shell(script))
        #expect(
            String(decoding: outcome.standardOutput, as: UTF8.self) == """
                0022
                \(folder.path.text)
                no input
                0000000000000000
                4
                leader

                """)
    }

    @Test func programIsLookedUpOnTheDeclaredPath() throws {
        try folder.write("tools/greet", "#!/bin/sh\necho hello $1\n", mode: 0o755)
        try folder.write("first/greet", "not executable")
        let path = "relative::\(folder.text("first")):\(folder.text("tools"))"
        let outcome = try runner.run(
            ProcessInvocation(
                arguments: ["greet", "you"], environment: ["PATH": path], directory: folder.path))
        #expect(String(decoding: outcome.standardOutput, as: UTF8.self) == "hello you\n")
        let relative = try runner.run(
            ProcessInvocation(arguments: ["tools/greet", "me"], directory: folder.path))
        #expect(String(decoding: relative.standardOutput, as: UTF8.self) == "hello me\n")
    }

    @Test func failuresToStartNameWhatIsWrong() throws {
        try folder.write("plain", "data")
        try folder.write("bare", "echo hi\n", mode: 0o755)
        try folder.write("script", "#!/no/such/shell -e\n", mode: 0o755)
        let cases: [([String], ExecutionError.Code, String)] = [
            (
                ["blorp"], .programNotFound,
                "Cannot start `blorp`: no such program on PATH (/a:/b)"
            ),
            (["./blorp"], .programNotFound, "Cannot start `./blorp`: there is no such file"),
            (["./plain"], .cannotStart, "Cannot start `./plain`: it is not an executable file"),
            (
                ["./bare"], .cannotStart,
                "Cannot start `./bare`: it is neither a binary nor a script that starts with `#!`"
            ),
            (
                ["./script"], .programNotFound,
                "Cannot start `./script`: its interpreter `/no/such/shell` does not exist"
            ),
            (
                ["/bin/echo", String(repeating: "x", count: 200_000)], .cannotStart,
                "Cannot start `/bin/echo`: its arguments and environment are too long; use a file"
            ),
            (
                ["/bin/echo", "a\0b"], .cannotStart,
                "Cannot start `/bin/echo`: `a\0b` contains a NUL byte"
            ),
            ([], .cannotStart, "Cannot start an empty command"),
        ]
        for (arguments, code, message) in cases {
            let error = #expect(throws: ExecutionError.self) {
                try runner.run(
                    ProcessInvocation(
                        arguments: arguments, environment: ["PATH": "/a:/b"],
                        directory: folder.path))
            }
            #expect(error?.code == code)
            #expect(error?.message == message)
        }
        let error = #expect(throws: ExecutionError.self) {
            try runner.run(
                ProcessInvocation(
                    arguments: ["/bin/true"], directory: AbsolutePath(folder.text("nowhere"))))
        }
        #expect(
            error?.description == "Cannot start `/bin/true`: cannot enter its working directory "
                + "`\(folder.text("nowhere"))` (No such file or directory)")
    }

    @Test(arguments: runners)
    func timeoutEndsTheProcess(runner: ProcessRunner) throws {
        let outcome = try runner.run(
            shell("echo begun; sleep 100", timeout: .milliseconds(100)))
        #expect(outcome.ending == .timedOut)
        #expect(String(decoding: outcome.standardOutput, as: UTF8.self) == "begun\n")
    }

    @Test(arguments: runners)
    func processThatIgnoresTerminationIsKilled(runner: ProcessRunner) throws {
        let script = "trap '' TERM; echo $$ > pid; while :; do sleep 100; done"
        let outcome = try runner.run(shell(script, timeout: .milliseconds(100)))
        #expect(outcome.ending == .timedOut)
    }

    @Test(arguments: runners)
    func nothingOfTheGroupOutlivesItsLeader(runner: ProcessRunner) throws {
        // The pipe is closed when its last holder is gone, so reading to its end waits for that.
        try #require(mkfifo(folder.text("alive"), 0o600) == 0)
        let reader = open(folder.text("alive"), O_RDONLY | O_NONBLOCK)
        defer { close(reader) }
        let outcome = try runner.run(shell("(exec 3> alive; sleep 1000) & echo x > alive"))
        #expect(outcome.ending == .exited(0))
        #expect(endOfPipe(reader))
    }

    @Test(arguments: runners)
    func cancellationEndsTheProcess(runner: ProcessRunner) throws {
        let signal = try CancellationSignal()
        signal.raise()
        let outcome = try runner.run(shell("echo begun; sleep 100"), cancellation: signal)
        #expect(outcome.ending == .cancelled)
    }

    @Test(arguments: runners)
    func exitCodesAndFailuresToStart(runner: ProcessRunner) throws {
        #expect(try runner.run(shell("exit 7")).ending == .exited(7))
        #expect(try runner.run(shell("kill -HUP $$")).ending == .signaled(SIGHUP))
        #expect(throws: ExecutionError.self) {
            try runner.run(ProcessInvocation(arguments: ["./no"], directory: folder.path))
        }
    }

    @Test func usageIsMeasured() throws {
        let outcome = try runner.run(shell("i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done"))
        #expect(outcome.usage.userTime > .zero)
        #expect(outcome.usage.peakMemoryBytes > 100_000)
        #expect(outcome.wallTime >= outcome.usage.userTime / 2)
    }
}

/// Waits until nobody holds the writing end of a pipe any more; false after two minutes.
func endOfPipe(_ reader: Int32) -> Bool {
    var byte = [UInt8](repeating: 0, count: 64)
    var descriptor = pollfd(fd: reader, events: Int16(POLLIN), revents: 0)
    while poll(&descriptor, 1, 120_000) > 0 {
        if read(reader, &byte, byte.count) == 0 { return true }
    }
    return false
}
