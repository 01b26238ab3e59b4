import Foundation
import TestSupport
import Testing

/// The real client and the real daemon, from the first command to every way to end.
@Suite struct DaemonLifeTests {
    private static let files = [
        ".buckconfig": "[project]\n",
        "BUCK": """
        genrule(name = "a", srcs = ["a.txt"], out = "a", cmd = "cat $SRCS > $OUT")
        genrule(name = "b", out = "b", cmd = "cat $(location :a) > $OUT")
        """,
        "a.txt": "one\n",
    ]

    private func client(_ more: [String: String] = [:]) throws -> InstalledClient {
        let files = DaemonLifeTests.files.merging(more) { $1 }
        return try InstalledClient(try TemporaryWorkspace(files))
    }

    @Test func theGraphOutlivesACommand() throws {
        let client = try client()
        let first = try client.run(["build", "//...", "--show-simple-output"])
        #expect(first.status == 0, "\(first.errors)")
        #expect(first.ran == 2)
        let daemon = try #require(try client.daemon())

        let second = try client.run(["build", "//...", "--show-simple-output"])
        #expect(second.ran == 0)
        #expect(second.output == first.output)

        try client.workspace.write("a.txt", "two\n")
        #expect(try client.run(["build", "//..."]).ran == 2)
        let output = try #require(first.output.split(separator: "\n").last)
        #expect(try client.workspace.read(String(output)) == "two\n")
        #expect(try client.daemon() == daemon)
    }

    @Test func everyKindOfEditIsSeen() throws {
        let client = try client()
        #expect(try client.run(["targets", "//..."]).output == "root//:a\nroot//:b\n")
        try client.workspace.write("c/BUCK", "filegroup(name = \"c\", srcs = glob([\"*.txt\"]))")
        #expect(try client.run(["targets", "//..."]).output == "root//:a\nroot//:b\nroot//c:c\n")
        let srcs = ["query", "inputs(//c:c)"]
        #expect(try client.run(srcs).output == "")
        try client.workspace.write("c/x.txt", "")
        #expect(try client.run(srcs).output == "c/x.txt\n")
        try FileManager.default.moveItem(
            at: client.workspace.root.appendingPathComponent("c"),
            to: client.workspace.root.appendingPathComponent("d"))
        #expect(try client.run(["targets", "//..."]).output == "root//:a\nroot//:b\nroot//d:c\n")
        try client.workspace.write(".buckconfig", "[buildfile]\nname = OTHER\n")
        #expect(try client.run(["targets", "//..."]).output == "")
        try client.workspace.write(".buckconfig", "[project]\n")
        try client.workspace.remove("d")
        #expect(try client.run(["targets", "//..."]).output == "root//:a\nroot//:b\n")
    }

    @Test func outputsThatWereRemovedComeBack() throws {
        let client = try client()
        let output = try client.run(["build", "//:b", "--show-simple-output"]).output
        let path = String(output.dropLast())
        try client.workspace.remove("buck-out")
        #expect(try client.run(["build", "//:b"]).ran == 0)
        #expect(try client.workspace.read(path) == "one\n")
        // What a command needs comes back too, although nobody has asked for it.
        try client.workspace.remove("buck-out")
        try client.workspace.edit("BUCK", replacing: "cat $(location", with: "cat  $(location")
        #expect(try client.run(["build", "//:b"]).ran == 1)
        #expect(try client.run(["clean"]).status == 0)
        #expect(!client.workspace.exists("buck-out/bld/art"))
        #expect(try client.run(["build", "//:b"]).status == 0)
        #expect(try client.workspace.read(path) == "one\n")
    }

    @Test func anotherConfigurationIsAnotherAnswer() throws {
        let client = try client([
            "BUCK": "genrule(name = read_config(\"n\", \"n\", \"x\"), out = \"o\", cmd = \"\")"
        ])
        #expect(try client.run(["targets", "//..."]).output == "root//:x\n")
        #expect(try client.run(["targets", "//...", "-c", "n.n=y"]).output == "root//:y\n")
        #expect(try client.run(["targets", "//..."]).output == "root//:x\n")
    }

    @Test func clientsThatComeTogetherShareADaemon() throws {
        let client = try client()
        let running = try (0..<5).map { _ in try client.start(["build", "//..."]) }
        let outcomes = running.map { $0.outcome() }
        #expect(outcomes.allSatisfy { $0.status == 0 }, "\(outcomes.map(\.errors))")
        #expect(outcomes.compactMap(\.ran).reduce(0, +) == 2)
        let folders = try FileManager.default.contentsOfDirectory(atPath: client.runtime.path)
        #expect(folders.count == 1)
    }

    @Test func aKilledDaemonIsReplaced() throws {
        let client = try client()
        #expect(try client.run(["build", "//..."]).ran == 2)
        let first = try #require(try client.daemon())
        kill(first, SIGKILL)
        let build = try client.run(["build", "//..."])
        #expect(build.status == 0, "\(build.errors)")
        #expect(build.ran == 0)
        #expect(try client.daemon() != first)
    }

    /// A source that was edited while no daemon ran: its command and what uses the result run
    /// again, and the BUCK file, which says when it runs, does not.
    @Test func theSuccessorOfAKilledDaemonEvaluatesNothing() throws {
        let buck = "print(\"the BUCK file runs\")\n" + (DaemonLifeTests.files["BUCK"] ?? "")
        let client = try client(["BUCK": buck])
        let evaluating = try client.run(["build", "//..."])
        #expect(evaluating.ran == 2)
        #expect(evaluating.errors.contains("the BUCK file runs"))
        // Begins when the graph has been saved.
        #expect(try client.run(["build", "//..."]).ran == 0)
        let first = try #require(try client.daemon())
        kill(first, SIGKILL)
        try client.workspace.write("a.txt", "two\n")
        let build = try client.run(["build", "//...", "--show-simple-output"])
        #expect(build.ran == 2, "\(build.errors)")
        #expect(try client.daemon() != first)
        let output = try #require(build.output.split(separator: "\n").last)
        #expect(try client.workspace.read(String(output)) == "two\n")
        #expect(!build.errors.contains("the BUCK file runs"))
    }

    @Test func aDaemonOfAnotherBuildIsReplaced() throws {
        let client = try client()
        #expect(try client.run(["build", "//..."]).ran == 2)
        let first = try #require(try client.daemon())
        try client.install("bld-daemon")
        let build = try client.run(["build", "//..."])
        #expect(build.status == 0, "\(build.errors)")
        #expect(build.errors.contains("of another build"))
        #expect(try client.daemon() != first)
    }

    @Test func killEndsTheDaemon() throws {
        let client = try client()
        #expect(try client.run(["status"]).output == "no daemon is running\n")
        #expect(try client.daemon() == nil)
        #expect(try client.run(["build", "//:a"]).status == 0)
        let daemon = try #require(try client.daemon())
        #expect(try client.run(["kill"]).status == 0)
        #expect(!isAlive(daemon))
        #expect(try client.daemon() == nil)
        #expect(try client.run(["kill"]).status == 0)
    }

    @Test func withoutADaemonNothingStays() throws {
        let client = try client()
        #expect(try client.run(["--no-buckd", "build", "//..."]).ran == 2)
        #expect(try client.daemon() == nil)
        #expect(try client.run(["build", "--no-buckd", "//..."]).ran == 0)
        #expect(try client.daemon() == nil)
        #expect(try client.run(["starlark", "eval", "none.star"], in: "..").status == 3)
    }

    @Test func anInterruptStopsTheCommandAndItsProcesses() throws {
        let client = try client([
            "BUCK": """
            genrule(name = "slow", out = "o", cmd = "echo $$ > started; exec sleep 1000")
            genrule(name = "fast", out = "o", cmd = "echo > $OUT")
            """
        ])
        for number in [SIGINT, SIGTERM, SIGKILL] {
            let running = try client.start(
                ["build", "//:slow"], variables: ["TMPDIR": client.workspace.root.path])
            let process = try startedProcess(client)
            running.signal(number)
            let outcome = running.outcome()
            #expect(outcome.status == (number == SIGKILL ? 128 + SIGKILL : 130))
            waitForEnd(of: process)
            // The next command does not wait for what nobody wants any more.
            #expect(try client.run(["build", "//:fast"]).status == 0)
        }
    }

    /// Waits until the slow command has said what its process is.
    private func startedProcess(_ client: InstalledClient) throws -> Int32 {
        while true {
            let files = FileManager.default.enumerator(
                at: client.workspace.root, includingPropertiesForKeys: nil)
            for case let file as URL in files ?? .init() where file.lastPathComponent == "started" {
                guard let text = try? String(contentsOf: file, encoding: .utf8),
                    let process = Int32(text.trimmingCharacters(in: .whitespacesAndNewlines))
                else { continue }
                try FileManager.default.removeItem(at: file)
                return process
            }
            sched_yield()
        }
    }

    private func waitForEnd(of process: Int32) {
        while isAlive(process) { sched_yield() }
    }

    /// Whether a process runs still; one that nobody has waited for yet does not.
    private func isAlive(_ process: Int32) -> Bool {
        guard let line = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
        else { return false }
        // Source: proc(5): the state follows the name, which is in parentheses.
        return !line[(line.lastIndex(of: ")") ?? line.startIndex)...].hasPrefix(") Z")
    }

    @Test func anUnusableRuntimeFolderIsNamed() throws {
        let client = try client()
        for folder in ["/proc/none", "relative"] {
            let outcome = try client.run(
                ["build", "//..."], variables: ["BLD_RUNTIME_DIR": folder])
            #expect(outcome.status == 2)
            #expect(outcome.errors.contains("`\(folder)`"), "\(outcome.errors)")
        }
        let open = client.workspace.root.appendingPathComponent("open")
        try FileManager.default.createDirectory(at: open, withIntermediateDirectories: true)
        chmod(open.path, 0o777)
        let outcome = try client.run(["build", "//..."], variables: ["BLD_RUNTIME_DIR": open.path])
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("only you can write"))
    }

    @Test func aMissingDaemonIsNamed() throws {
        let client = try client()
        try FileManager.default.removeItem(
            at: client.runtime.deletingLastPathComponent().appendingPathComponent("bin/bld-daemon"))
        let outcome = try client.run(["build", "//..."])
        #expect(outcome.status == 11)
        #expect(outcome.errors.contains("bin/bld-daemon`"))
    }
}
