import ArgumentParser

/// `bld starlark`: runs and checks Starlark files.
struct StarlarkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "starlark", abstract: "Runs and checks Starlark files.",
        subcommands: [
            StarlarkEvalCommand.self, StarlarkReplCommand.self, StarlarkLintCommand.self,
            StarlarkTypecheckCommand.self, StarlarkProfileCommand.self, StarlarkBenchCommand.self,
        ])
}
