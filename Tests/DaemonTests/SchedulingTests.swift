import BuildEvents
import BuildModel
import Foundation
import TestSupport
import Testing

/// How many commands run, at once and after a failure, and what builds do to each other.
@Suite struct SchedulingTests {
    private static func targets(_ count: Int, script: String) -> [String: String] {
        let lines = (0..<count).map { number in
            "copy(name = \"t\(number)\", src = \"good.txt\", script = '\(script)')"
        }
        return CopyRule.workspace.merging(CopyRule.buck(lines.joined(separator: "\n"))) { $1 }
    }

    @Test func oneJobRunsOneCommandAtATime() async throws {
        // A second command at the same time would find the folder, and fail.
        let script = "mkdir busy && cp \"$2\" \"$1\" && rmdir busy"
        let workspace = try TemporaryWorkspace(SchedulingTests.targets(8, script: script))
        let build = await workspace.bld("build", "-j", "1", "//pkg:")
        #expect(build.exitCode == .success, "\(build.errors)")
        #expect(build.count(.ran) == 8)
    }

    @Test func twoJobsRunTwoCommandsAtATime() async throws {
        // Each waits for the other; a single slot would never let them meet.
        let files = CopyRule.workspace.merging(
            CopyRule.buck(
                """
                copy(name = "a", src = "good.txt", script = "mkfifo a b 2>&-; echo >a; cat b >$1")
                copy(name = "b", src = "good.txt", script = "mkfifo a b 2>&-; cat a >$1; echo >b")
                """)
        ) { $1 }
        let workspace = try TemporaryWorkspace(files)
        let build = await workspace.bld("build", "-j", "2", "//pkg:")
        #expect(build.exitCode == .success, "\(build.errors)")
    }

    @Test func failingFastAFailureEndsTheBuild() async throws {
        let workspace = try TemporaryWorkspace(SchedulingTests.targets(30, script: "exit 1"))
        let build = await workspace.bld("build", "--fail-fast", "-j", "1", "//pkg:")
        #expect(build.exitCode == .userError)
        #expect((1..<30).contains(build.count(.failed)))
    }

    @Test func aBuildGoesOnWithAllThatDoesNotDependOnAFailure() async throws {
        let files = CopyRule.workspace.merging(
            CopyRule.buck(
                """
                copy(name = "bad", src = "good.txt", script = "exit 1")
                copy(name = "needs-bad", src = "good.txt", deps = [":bad"])
                copy(name = "good", src = "good.txt")
                copy(name = "needs-good", src = "good.txt", deps = [":good"])
                """)
        ) { $1 }
        let workspace = try TemporaryWorkspace(files)
        let build = await workspace.bld("build", "--show-output", "//pkg:")
        #expect(build.exitCode == .userError)
        #expect(build.ran == ["root//pkg:good (copy)", "root//pkg:needs-good (copy)"])
        #expect(build.count(.failed) == 1)
        // What was built is listed, the rest is not.
        let listed = build.output.split(separator: "\n").compactMap {
            $0.split(separator: " ").first
        }
        #expect(listed == ["root//pkg:good", "root//pkg:needs-good"])
    }

    @Test func checkoutsThatShareAStoreBuildAtTheSameTime() async throws {
        let files = SchedulingTests.targets(4, script: "cp \"$2\" \"$1\"")
        let first = try TemporaryWorkspace(files)
        let checkouts =
            try [first]
            + (0..<3).map { _ in
                try TemporaryWorkspace(files, sharingStoreOf: first)
            }
        let builds = await atTheSameTime(checkouts)
        #expect(builds.map(\.exitCode) == Array(repeating: .success, count: 4))
        // The first to come ran everything, and the others have it from the cache.
        #expect(builds.map { $0.count(.ran) }.sorted() == [0, 0, 0, 4])
        #expect(builds.map { $0.count(.cached) }.sorted() == [0, 4, 4, 4])
    }

    @Test func buildsOfOneCheckoutDoNotDisturbEachOther() async throws {
        let workspace = try TemporaryWorkspace(
            SchedulingTests.targets(4, script: "cp \"$2\" \"$1\""))
        let builds = await atTheSameTime([workspace, workspace, workspace])
        #expect(builds.map(\.exitCode) == Array(repeating: .success, count: 3))
        #expect(builds.map { $0.count(.ran) }.sorted() == [0, 0, 4])
    }

    @Test func anInterruptedBuildSaysSoAndCanBeRepeated() async throws {
        let script = "test -e go || exec sleep 1000; cp \"$2\" \"$1\""
        let workspace = try TemporaryWorkspace(SchedulingTests.targets(4, script: script))
        let (starts, start) = AsyncStream.makeStream(of: Void.self)
        let build = Task {
            await workspace.bld(["build", "-j", "2", "//pkg:"]) { event in
                if case .actionStarted = event { start.yield() }
            }
        }
        for await _ in starts { break }
        build.cancel()
        let outcome = await build.value
        #expect(outcome.exitCode == .interrupted)
        #expect(outcome.errors == "Interrupted\n")
        #expect(outcome.ran == [])

        try workspace.write("go", "")
        let second = await workspace.bld("build", "//pkg:")
        #expect(second.exitCode == .success, "\(second.errors)")
        #expect(second.count(.ran) == 4)
    }

    /// A machine on which nothing can be kept fails every action for one reason.
    @Test func aStoreThatCannotBeOpenedEndsTheBuild() async throws {
        let workspace = try TemporaryWorkspace(
            SchedulingTests.targets(30, script: "cp \"$2\" \"$1\""))
        let store = workspace.root.appendingPathComponent("rules.bzl").path
        let build = await workspace.bld(
            "build", "-j", "1", "//pkg:", variables: ["BLD_CACHE_HOME": store])
        #expect(build.exitCode == .infrastructureFailure)
        #expect((1..<30).contains(build.count(.failed)))
        #expect(build.errors.contains("`\(store)/lock`"))
    }

    private func atTheSameTime(_ workspaces: [TemporaryWorkspace]) async -> [CommandOutcome] {
        await withTaskGroup(of: CommandOutcome.self) { group in
            for workspace in workspaces {
                group.addTask { await workspace.bld("build", "//pkg:") }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
    }
}
