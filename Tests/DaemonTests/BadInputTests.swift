import BuildEvents
import BuildModel
import Foundation
import Glibc
import TestSupport
import Testing

/// Everything a user can get wrong: what it says, the exit code, and that it can be mended.
@Suite struct BadInputTests {
    /// What messages say depends on `PATH`, so it is the same everywhere.
    private static let variables = ["PATH": "/usr/bin:/bin"]

    @Test(arguments: Mistake.all) func saysWhatIsWrong(_ mistake: Mistake) async throws {
        let workspace = try workspace(with: mistake)
        let outcome = await workspace.bld(
            mistake.arguments, variables: BadInputTests.variables)
        #expect(outcome.exitCode == mistake.exitCode)
        #expect(outcome.output == "")
        // Which configuration the host's is depends on its processor.
        let errors = outcome.errors
            .replacingOccurrences(of: workspace.root.path, with: "<project>")
            .replacingOccurrences(
                of: "default#[0-9a-f]+", with: "default#<hash>", options: .regularExpression)
        try expectGolden(errors, golden(mistake.name))
    }

    /// After a mistake is mended, nothing of it is left.
    @Test(arguments: [
        "failing-command", "output-not-written", "missing-source", "target-cycle",
        "source-is-dangling-link", "unreadable-build-file", "wrong-attribute-type",
    ])
    func mendingIsEnough(name: String) async throws {
        let mistake = try #require(Mistake.all.first { $0.name == name })
        let workspace = try workspace(with: mistake)
        #expect(await workspace.bld(mistake.arguments).exitCode == mistake.exitCode)
        for path in mistake.links.keys { try workspace.remove(path) }
        for (path, text) in CopyRule.workspace { try workspace.write(path, text) }
        let outcome = await workspace.bld(mistake.arguments)
        #expect(outcome.exitCode == .success)
        #expect(outcome.count(.ran) == 1)
    }

    @Test(.enabled(if: geteuid() != 0, "root may read everything"))
    func aSourceWithoutPermissionIsNamed() async throws {
        let workspace = try TemporaryWorkspace(CopyRule.workspace)
        chmod(workspace.root.appendingPathComponent("pkg/good.txt").path, 0)
        let outcome = await workspace.bld("build", "//pkg:good")
        #expect(outcome.exitCode == .infrastructureFailure)
        #expect(outcome.errors.contains("good.txt"))
    }

    @Test func aFolderOutsideAnyProjectIsNamed() async throws {
        let workspace = try TemporaryWorkspace()
        let outcome = await workspace.bld("build", "//pkg:good")
        #expect(outcome.exitCode == .userError)
        try expectGolden(
            outcome.errors.replacingOccurrences(of: workspace.root.path, with: "<folder>"),
            golden("no-project"))
    }

    private func workspace(with mistake: Mistake) throws -> TemporaryWorkspace {
        let workspace = try TemporaryWorkspace(CopyRule.workspace.merging(mistake.files) { $1 })
        for (path, target) in mistake.links { try workspace.link(path, to: target) }
        return workspace
    }

    private func golden(_ name: String) -> URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Goldens/\(name).txt")
    }
}
