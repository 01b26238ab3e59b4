import ArgumentParser
import BuildEvents
import BuildModel
import Diagnostics
import Loading
import Query

/// `bld audit parse`: what the path of an output says.
struct AuditParseCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "parse",
        abstract: "Takes the path of an output apart: its target, its configuration's hash.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var unused: UnusedTargetOptions

    @Flag(help: "Print a JSON object.")
    var json = false

    @Option(help: "A regular expression for the names of what is printed.")
    var outputAttribute: [String] = []

    @Argument(help: "The path, beginning with buck-out.")
    var path: String

    func run(in session: Session) async throws -> CommandEnding {
        try await Workspace.open(for: session, common: common) { workspace in
            let cells = try await workspace.ask { try await $0.cells() }
            let patterns = try outputAttribute.map { try PartialPattern($0) }
            let rows = try BuckOutPath(path, cells: cells).attributes.filter { name, _ in
                patterns.isEmpty || patterns.contains { $0.matches(name) }
            }
            if json {
                let content = JSONContent.object(rows.map { ($0.name, .string($0.value)) })
                session.write(jsonText(content, isPretty: true))
            } else {
                session.write(rows.map { $0.value + "\n" }.joined())
            }
            return .exit(.success)
        }
    }
}
