import ArgumentParser

/// `bld docs`: documentation of names.
struct DocsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "docs", abstract: "Prints documentation of Starlark names.",
        subcommands: [DocsStarlarkCommand.self, DocsBuiltinsCommand.self])
}

/// How documentation is printed.
enum DocumentationFormat: String, ExpressibleByArgument, CaseIterable {
    case json
    case markdown
    case markdownFiles = "markdown_files"
}
