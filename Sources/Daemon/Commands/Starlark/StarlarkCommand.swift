import ArgumentParser

/// `bld starlark`: runs Starlark files outside any project.
struct StarlarkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "starlark", abstract: "Runs Starlark files by themselves.",
        subcommands: [StarlarkEvalCommand.self, StarlarkBenchCommand.self])
}
