import Analysis
import ArgumentParser
import BuildEvents
import BuildModel
import DaemonProtocol
import Loading
import Starlark
import StarlarkTools

/// `bld docs starlark-builtins`: the names that files see without loading them.
struct DocsBuiltinsCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "starlark-builtins",
        abstract: "Writes documentation of the names that files see without loading them.",
        discussion: """
            Made of what the interpreter uses: `starlark/index.md` has the names of the language, a \
            page for each type its methods, and `build/index.md` the names for build files and rules.
            """)

    @OptionGroup var common: CommonOptions

    @Option(help: "The folder to write to; without it, everything is printed as one page.")
    var outputDir: String?

    func run(in session: Session) async throws -> CommandEnding {
        let all = LoadingGlobals.all(with: analysisGlobals())
        let language = DocumentedModule(
            all, name: "Starlark", where: { Globals.standard[$0] != nil })
        let build = DocumentedModule(
            all, name: "Build files and rules", natives: BuildStubs.table,
            where: { Globals.standard[$0] == nil && !BuildStubs.mirrors.contains($0) })
        let types = DocumentedModule.standardTypes()
        guard let outputDir else {
            let pages = [language.markdown] + types.map(\.markdownPage) + [build.markdown]
            session.write(pages.joined(separator: "\n"))
            return .exit(.success)
        }
        let pages = DocumentationPages(folder: outputDir, session: session)
        try pages.write(language.markdown, to: "starlark/index.md")
        for type in types { try pages.write(type.markdownPage, to: "starlark/\(type.name).md") }
        try pages.write(build.markdown, to: "build/index.md")
        return .exit(.success)
    }
}
