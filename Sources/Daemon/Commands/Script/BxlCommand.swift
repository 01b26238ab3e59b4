import ActionGraph
import ArgumentParser
import BXL
import BuildEvents
import BuildModel
import Diagnostics
import GraphQueries
import Incremental
import Loading
import TargetConfiguration

/// `bld bxl`: runs a function of a script.
struct BxlCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "bxl", abstract: "Runs a function of a BXL script.",
        discussion: """
            A script asks about targets and actions, and builds. What the function takes follows \
            after `--`; `-- --help` prints it.
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var building: BuildOptions

    @Option(
        name: [.customShort("M"), .customLong("materializations")],
        help: "Whether what the script ensures is put in place: all or none.")
    var materializations: BuildPartOptions.Materializations = .all

    @Flag(name: .customLong("print-stacktrace"), help: .hidden)
    var printsStackTrace = false

    @Argument(help: "The function: //folder/file.bxl:function.")
    var function: String

    @Argument(parsing: .postTerminator, help: "What the function takes, after `--`.")
    var arguments: [String] = []

    func run(in session: Session) async throws -> CommandEnding {
        try await Workspace.open(for: session, common: common, building: building) { workspace in
            guard let run = try await request(in: workspace) else { return .exit(.success) }
            let outcome = try await workspace.ask { try await $0.outcome(of: run) }
            if !workspace.streams.haveToldLive(run) { session.write(outcome.streamed) }
            session.complain(outcome.complaints)
            var report = BuildReport()
            report.subject = "BXL"
            if let failure = outcome.failure {
                report.add(failure)
            } else {
                for error in await workspace.make(outcome, isPlaced: materializations == .all) {
                    report.add(error)
                    report.add(unfinished: [
                        BuildFailure(
                            label: RequestedLabel(ProvidersLabel(target: run.label.target)),
                            configured: nil, error: error)
                    ])
                }
                session.write(outcome.printed)
            }
            report.counts = workspace.services.reporter.counts
            report.duration = ContinuousClock.now - workspace.started
            try await workspace.write(report, as: building.report)
            return .exit(report.finish(session))
        }
    }

    /// The run that the command line asks for; nil if it asks for help, which is then printed.
    private func request(in workspace: Workspace) async throws -> ScriptRun? {
        let inquiry = try workspace.inquiry()
        let configuration = building.configuration.arguments
        let text = function
        let (script, name, platform) = try await workspace.ask { context in
            let cells = try await context.cells()
            let label = try ScriptLabel(parsing: text, from: inquiry.folder(in: cells), cells)
            let module = try await context.module(at: label.file)
            let function = try ScriptFunction(named: label.function, of: label.file, in: module)
            let request = try await inquiry.configurationRequest(configuration, in: context)
            return (function, label, request.platform)
        }
        switch try await script.resolve(arguments, for: inquiry, configuration) {
        case .help(let text):
            workspace.session.complain(text)
            return nil
        case .values(let values):
            return ScriptRun(
                file: name.file, function: name.function, arguments: values, platform: platform,
                modifiers: configuration.modifiers)
        }
    }
}

/// The name of a function of a script: `cell//folder/file.bxl:function`.
struct ScriptLabel {
    /// The script.
    let file: CellPath
    /// The function.
    let function: String

    /// Reads a name as seen from a folder; `//folder:file.bxl:function` is another way to write it.
    ///
    /// - Throws: A diagnostic if it names no script.
    init(parsing text: String, from folder: CellPath, _ cells: CellResolver) throws {
        let malformed = Diagnostic.error(
            "Invalid bxl label `\(text)`: bxl label should be of format "
                + "`<cell>//path/to/file.bxl:function_name`")
        guard let colon = text.lastIndex(of: ":") else { throw malformed }
        function = String(text[text.index(after: colon)...])
        let path = text[..<colon]
        guard path.hasSuffix(".bxl"), !function.isEmpty else { throw malformed }
        guard let slashes = path.firstRange(of: "//") else {
            let below = try RelativePath(
                normalizing: (folder.path.isBase ? "" : folder.path.text + "/")
                    + path.drop { $0 == ":" }.replacing(":", with: "/"))
            file = CellPath(cell: folder.cell, path: below)
            return
        }
        let cell = path[..<slashes.lowerBound].drop { $0 == "@" }
        let below = path[slashes.upperBound...].drop { $0 == ":" }.replacing(":", with: "/")
        file = CellPath(
            cell: try cells.cell(alias: cell, in: folder.cell),
            path: try RelativePath(normalizing: String(below)))
    }
}
