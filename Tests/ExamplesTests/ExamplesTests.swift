import BuildModel
import DaemonProtocol
import Foundation
import TestSupport
import Testing

/// The examples, and a workspace with every rule in it, built with the compilers of this machine.
struct ExamplesTests {
    @Test(arguments: Example.all)
    func everythingIsBuiltOnce(example: Example) async throws {
        let workspace = try TemporaryWorkspace(copying: example.folder)
        let first = await workspace.bld("build", "//...")
        try #require(first.exitCode == .success, "\(first.errors)")
        #expect(first.count(.cached) == 0)
        for program in example.programs { try await check(program, in: workspace) }

        let second = await workspace.bld("build", "//...")
        #expect(second.exitCode == .success)
        #expect(second.ran == [])
        #expect(second.count(.ran) + second.count(.cached) + second.count(.written) == 0)

        for edit in example.edits {
            try workspace.edit(edit.file, replacing: edit.old, with: edit.new)
            let outcome = await workspace.bld("build", "//...")
            #expect(outcome.exitCode == .success, "\(outcome.errors)")
            #expect(outcome.ran == edit.runs, "after the edit of \(edit.file)")
        }

        #expect(await workspace.bld("clean").exitCode == .success)
        let third = await workspace.bld("build", "//...")
        #expect(third.exitCode == .success, "\(third.errors)")
        #expect(third.ran == [])
    }

    private func check(_ program: Example.Program, in workspace: TemporaryWorkspace) async throws {
        let outcome = await workspace.bld(["run", program.target, "--"] + program.arguments)
        let command = try #require(outcome.program, "\(outcome.errors)")
        let process = Process()
        process.executableURL = URL(
            fileURLWithPath: command.arguments[0], relativeTo: workspace.root)
        process.arguments = Array(command.arguments.dropFirst())
        process.currentDirectoryURL = workspace.root
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        #expect(String(decoding: output, as: UTF8.self) == program.output)
        #expect(process.terminationStatus == 0)
    }
}
