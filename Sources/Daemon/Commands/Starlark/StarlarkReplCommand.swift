import ArgumentParser
import BuildEvents
import BuildModel
import DaemonProtocol
import Diagnostics
import Starlark

/// `bld starlark repl`: runs statements as they are typed.
struct StarlarkReplCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "repl",
        abstract: "Runs statements as they are typed, and shows the values of expressions.",
        discussion: """
            Names stay defined from one statement to the next; an error does not end the session, \
            Ctrl-D does. `load` takes paths relative to the current folder, `print` goes to \
            standard error.
            """)

    @Argument(help: "A file to run first: its names are defined.")
    var file: String?

    func run(in session: Session) async throws -> CommandEnding {
        let isTyped = session.request.terminal.isInputInteractive
        var modules = StarlarkModules(session)
        var interaction = Interaction(
            globals: .standard, limits: modules.limits, printer: modules.printer)
        if let file {
            run(try modules.source(file), in: &interaction, &modules, session, showsValue: false)
        }
        var reader = StatementReader(endsBlocksAtEmptyLines: isTyped)
        while true {
            if isTyped { session.write(reader.isWaiting ? "... " : ">>> ") }
            guard let line = session.input() else { break }
            for text in reader.add(line) {
                run(SourceFile(path: "<stdin>", text: text), in: &interaction, &modules, session)
            }
            if Task.isCancelled { return .exit(.interrupted) }
        }
        if let text = reader.finish() {
            run(SourceFile(path: "<stdin>", text: text), in: &interaction, &modules, session)
        }
        if isTyped { session.write("\n") }
        return .exit(Task.isCancelled ? .interrupted : .success)
    }

    private func run(
        _ file: SourceFile, in interaction: inout Interaction, _ modules: inout StarlarkModules,
        _ session: Session, showsValue: Bool = true
    ) {
        do {
            let (program, diagnostics) = interaction.parse(file)
            guard let program else { throw StarlarkModules.combined(diagnostics) }
            let loads = try modules.loads(of: program)
            let value = try interaction.run(program, loads: loads)
            if showsValue, let value { session.write(value + "\n") }
        } catch {
            _ = session.report(error)
        }
    }
}
