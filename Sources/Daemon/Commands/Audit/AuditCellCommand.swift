import ArgumentParser
import BuildEvents
import BuildModel
import Loading

/// `bld audit cell`: the cells and where they lie.
struct AuditCellCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "cell", abstract: "Lists the cells, or what the current one calls others.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var unused: UnusedTargetOptions

    @Flag(help: "Print a JSON object.")
    var json = false

    @Flag(help: "Print the paths without the names.")
    var pathsOnly = false

    @Flag(help: "List all names that the cell of the current folder may use.")
    var aliases = false

    @Argument(help: "Names to look up in the cell of the current folder.")
    var names: [String] = []

    func run(in session: Session) async throws -> CommandEnding {
        try await Workspace.open(for: session, common: common) { workspace in
            let cells = try await workspace.ask { try await $0.cells() }
            let current = try session.folder(in: cells, workspace.root).cell
            var rows: [(name: String, value: JSONContent)] = []
            for (name, cell) in try listed(cells, in: current) {
                let base = CellPath(cell: cell, path: .base)
                let path = cells.projectPath(of: base) ?? ProjectPath(unchecked: cell.text)
                rows.append((name, .string(workspace.root.appending(path).text)))
            }
            session.write(render(rows))
            return .exit(.success)
        }
    }

    private func listed(
        _ cells: CellResolver, in current: CellName
    ) throws -> [(String, CellName)] {
        if !names.isEmpty {
            return try names.map { ($0, try cells.cell(alias: $0, in: current)) }
        }
        guard aliases else { return cells.cells.map { ($0.name.text, $0.name) } }
        return try cells.names(in: current).map { ($0, try cells.cell(alias: $0, in: current)) }
    }

    private func render(_ rows: [(name: String, value: JSONContent)]) -> String {
        if json {
            let content = pathsOnly ? JSONContent.array(rows.map(\.value)) : .object(rows)
            return jsonText(content, isPretty: true)
        }
        return rows.map { name, value in
            guard case .string(let path) = value else { return "" }
            return pathsOnly ? "\(path)\n" : "\(name): \(path)\n"
        }.joined()
    }
}

/// Options about configurations that a command accepts since mode files bring them along, and
/// that make no difference to it.
struct UnusedTargetOptions: ParsableArguments {
    @Option(
        name: .customLong("target-platforms"), help: ArgumentHelp(visibility: .hidden))
    var targetPlatforms: String?

    @Option(
        name: [.customShort("m"), .customLong("modifier")],
        help: ArgumentHelp(visibility: .hidden))
    var modifiers: [String] = []
}
