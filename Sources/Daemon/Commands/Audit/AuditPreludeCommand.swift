import ArgumentParser
import BuildEvents
import BuildModel
import Diagnostics
import Loading
import Starlark
import StarlarkTools

/// `bld audit prelude`: the names that every file sees without loading them.
struct AuditPreludeCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "prelude",
        abstract: "Lists what the prelude gives to every file, beside the built-in names.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var unused: UnusedTargetOptions

    func run(in session: Session) async throws -> CommandEnding {
        try await Workspace.open(for: session, common: common) { workspace in
            let names = try await workspace.ask { context in
                let cells = try await context.cells()
                guard let prelude = cells.prelude else {
                    throw Diagnostic.error(
                        "Project has no prelude",
                        help: ["Name a cell `prelude` in `[cells]` of the root `.buckconfig`"])
                }
                let globals = try await context.globals(of: prelude, inBuildFiles: false)
                let file = RelativePath(unchecked: "prelude.bzl")
                let module = try await context.module(at: CellPath(cell: prelude, path: file))
                return (globals.names.sorted(), module.module.exportedNames.sorted())
            }
            session.write(names.0.map { $0 + "\n" }.joined() + "\n")
            session.write(names.1.map { $0 + "\n" }.joined())
            return .exit(.success)
        }
    }
}
