import Foundation
import TestSupport
import Testing

/// The graph outlives the daemon, and what happens to files meanwhile is noticed.
@Suite struct KeptGraphTests {
    private func client(_ config: String = "[project]\n") throws -> InstalledClient {
        try InstalledClient(
            try TemporaryWorkspace([
                ".buckconfig": config,
                "BUCK": """
                genrule(name = "a", srcs = ["a.txt"], out = "a", cmd = "cat $SRCS > $OUT")
                genrule(name = "b", out = "b", cmd = "cat $(location :a) > $OUT")
                genrule(name = "c", srcs = ["c.txt"], out = "c", cmd = "cat $SRCS > $OUT")
                """,
                "a.txt": "one\n", "c.txt": "c\n",
            ]))
    }

    /// Ends the daemon when it has saved the graph.
    private func restart(_ client: InstalledClient) throws {
        #expect(try client.run(["kill"]).status == 0)
    }

    private func output(_ name: String, _ client: InstalledClient) throws -> String {
        let outcome = try client.run(["build", "//:\(name)", "--show-simple-output"])
        return String(outcome.output.dropLast())
    }

    @Test func anotherDaemonKnowsTheGraph() throws {
        let client = try client()
        let first = try client.run(["build", "//...", "--show-output"])
        #expect(first.ran == 3, "\(first.errors)")
        try restart(client)
        let second = try client.run(["build", "//...", "--show-output"])
        #expect(second.output == first.output)
        // Nothing was even looked up.
        #expect(second.errors.contains("0 run, 0 cached, 0 written, 0 up to date"))
        try restart(client)
        try client.workspace.write("a.txt", "two\n")
        #expect(try client.run(["build", "//..."]).ran == 2)
        #expect(try client.workspace.read(try output("b", client)) == "two\n")
    }

    @Test func outputsThatWereDamagedAreMended() throws {
        let client = try client()
        #expect(try client.run(["build", "//..."]).ran == 3)
        let paths = try ["a", "b", "c"].map { try output($0, client) }
        for isRestarted in [false, true] {
            if isRestarted { try restart(client) }
            try client.workspace.write(paths[0], "damaged")
            try client.workspace.remove(paths[2])
            let build = try client.run(["build", "//..."])
            #expect(build.ran == 0, "\(build.errors)")
            #expect(try client.workspace.read(paths[0]) == "one\n")
            #expect(try client.workspace.read(paths[2]) == "c\n")
        }
        try client.workspace.remove("buck-out/bld/art")
        #expect(try client.run(["build", "//..."]).ran == 0)
        #expect(try client.workspace.read(paths[1]) == "one\n")
    }

    @Test func aKilledDaemonLosesNothingThatIsWrong() throws {
        let client = try client()
        #expect(try client.run(["build", "//..."]).ran == 3)
        kill(try #require(try client.daemon()), SIGKILL)
        try client.workspace.write("a.txt", "two\n")
        #expect(try client.run(["build", "//..."]).ran == 2)
        #expect(try client.workspace.read(try output("b", client)) == "two\n")
    }

    @Test func aDamagedGraphIsDiscarded() throws {
        let client = try client()
        #expect(try client.run(["build", "//..."]).ran == 3)
        try restart(client)
        try client.workspace.write("buck-out/bld/graph/snapshot", "nonsense")
        let build = try client.run(["build", "//..."])
        #expect(build.status == 0, "\(build.errors)")
        #expect(build.ran == 0)
        #expect(client.log().contains("is not used"))
    }

    @Test func cleanForgetsTheGraph() throws {
        let client = try client()
        #expect(try client.run(["build", "//..."]).ran == 3)
        #expect(try client.run(["clean"]).status == 0)
        #expect(!client.workspace.exists("buck-out/bld/art"))
        try restart(client)
        #expect(!client.workspace.exists("buck-out/bld/art"))
        #expect(try client.run(["build", "//..."]).errors.contains("3 cached"))
    }

    @Test(arguments: ["fs_hash_crawler", "notify", "inotify", "watchman"])
    func everyWayToWatchSeesChanges(watcher: String) throws {
        let client = try client("[buck2]\nfile_watcher = \(watcher)\n")
        let first = try client.run(["build", "//..."])
        #expect(first.ran == 3)
        #expect(first.errors.contains("warning: `[buck2] file_watcher") == (watcher == "watchman"))
        #expect(try client.run(["build", "//..."]).ran == 0)
        try client.workspace.write("c.txt", "d\n")
        #expect(try client.run(["build", "//..."]).ran == 1)
        try restart(client)
        try client.workspace.write("a.txt", "two\n")
        #expect(try client.run(["build", "//..."]).ran == 2)
        #expect(try client.workspace.read(try output("b", client)) == "two\n")
    }

    @Test(arguments: [
        "[buck2]\nfile_watcher = none", "[bld]\nmemory = much", "[bld]\nidle_timeout = 0",
    ])
    func settingsWithoutSenseAreRefused(config: String) throws {
        let client = try client(config + "\n")
        let build = try client.run(["build", "//..."])
        #expect(build.status == 3)
        #expect(build.errors.contains("; it "), "\(build.errors)")
    }

    @Test func anIdleDaemonEnds() throws {
        let client = try client("[bld]\nidle_timeout = 1\nmemory = 1\n")
        #expect(try client.run(["build", "//..."]).ran == 3)
        while try client.daemon() != nil { usleep(1000) }
        #expect(try client.run(["build", "//..."]).ran == 0)
    }
}
