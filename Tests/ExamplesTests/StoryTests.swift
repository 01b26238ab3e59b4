import BuildEvents
import BuildModel
import Foundation
import TestSupport
import Testing

/// The example workspaces from the first build to the last edit.
///
/// A story is told in one workspace, since every part of it starts where the one before ends.
@Suite struct StoryTests {
    @Test(.enabled(if: Story.cpp.hasCompilers, "a C++ compiler is not on PATH"))
    func cpp() async throws { try await tell(.cpp) }

    @Test(.enabled(if: Story.rust.hasCompilers, "rustc and a C compiler are not on PATH"))
    func rust() async throws { try await tell(.rust) }

    @Test(.enabled(if: Story.mixed.hasCompilers, "rustc and a C++ compiler are not on PATH"))
    func mixed() async throws { try await tell(.mixed) }

    @Test(.enabled(if: Story.kitchen.hasCompilers, "rustc and a C++ compiler are not on PATH"))
    func everyRule() async throws { try await tell(.kitchen) }

    private func tell(_ story: Story) async throws {
        let workspace = try TemporaryWorkspace(copying: story.folder)

        let first = await workspace.bld("build", "//...")
        #expect(first.exitCode == .success, "\(first.errors)")
        if let commands = story.commands { #expect(first.ran == commands) }
        for run in story.programs { try await check(run, in: workspace) }
        await expectNothingToDo(workspace)

        for edit in story.edits {
            try workspace.edit(edit.file, replacing: edit.old, with: edit.new)
            let build = await workspace.bld("build", "//...")
            #expect(build.exitCode == .success, "\(edit.why): \(build.errors)")
            #expect(build.ran == edit.commands, "\(edit.why)")
            if let run = edit.run { try await check(run, in: workspace) }
        }
        await expectNothingToDo(workspace)

        #expect(await workspace.bld("clean").exitCode == .success)
        #expect(!workspace.exists("buck-out/bld/art"))
        await expectAllCached(workspace, first.ran.count)

        // Nothing in an action's digest tells where the checkout is.
        let checkout = try TemporaryWorkspace(copying: workspace.root, sharingStoreOf: workspace)
        #expect(!checkout.exists("buck-out"))
        await expectAllCached(checkout, first.ran.count)
        await expectNothingToDo(checkout)
    }

    /// After an edit is taken back, the result of before is known still.
    @Test(.enabled(if: Story.cpp.hasCompilers, "a C++ compiler is not on PATH"))
    func takingAnEditBackRunsNothing() async throws {
        let workspace = try TemporaryWorkspace(copying: Story.cpp.folder)
        let edit = Story.cpp.edits[0]
        let text = try workspace.read(edit.file)
        #expect(await workspace.bld("build", "//convert:convert").exitCode == .success)
        try workspace.edit(edit.file, replacing: edit.old, with: edit.new)
        #expect(await workspace.bld("build", "//convert:convert").ran == edit.commands)
        try workspace.write(edit.file, text)
        let back = await workspace.bld("build", "//convert:convert")
        #expect(back.ran == [])
        #expect(back.count(.cached) == edit.commands.count)
    }

    private func check(_ run: Story.Run, in workspace: TemporaryWorkspace) async throws {
        let outcome = await workspace.bld(["run"] + run.arguments)
        let program = try #require(outcome.program, "\(outcome.errors)")
        #expect(try program.output() == ProgramOutput(run.prints))
    }

    private func expectNothingToDo(_ workspace: TemporaryWorkspace) async {
        let build = await workspace.bld("build", "//...")
        #expect(build.exitCode == .success)
        for outcome in [ActionOutcome.ran, .cached, .written, .failed] {
            #expect(build.count(outcome) == 0, "\(outcome)")
        }
        #expect(build.count(.upToDate) > 0)
    }

    private func expectAllCached(_ workspace: TemporaryWorkspace, _ count: Int) async {
        let build = await workspace.bld("build", "//...")
        #expect(build.exitCode == .success, "\(build.errors)")
        #expect(build.ran == [])
        #expect(build.count(.cached) == count)
    }
}
