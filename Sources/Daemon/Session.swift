import BuildEvents
import BuildModel
import DaemonProtocol
import Diagnostics

/// One command on its way: what the client sent, and where the answers go.
struct Session: Sendable {
    /// What the client sent.
    let request: CommandRequest
    /// The words after `bld`, files of arguments replaced by what they say.
    var arguments: ExpandedArguments
    /// Where replies go.
    let reply: ReplySink
    /// Where the projects are that commands work on.
    let projects: ProjectShelf
    /// The lines of the client's standard input.
    let input: LineSource
    /// Ends the command for the sake of another.
    let preemption = Preemption()
    /// What is kept of the command.
    let log: CommandLog
    /// Takes down what happens.
    let recorder: EventRecorder

    /// Begins a command.
    init(
        request: CommandRequest, reply: @escaping ReplySink, projects: ProjectShelf,
        input: @escaping LineSource
    ) {
        self.request = request
        arguments = ExpandedArguments(literal: request.arguments)
        self.reply = reply
        self.projects = projects
        self.input = input
        log = CommandLog(request)
        recorder = log.recorder()
    }

    /// Writes to standard output.
    func write(_ text: String) {
        reply(.output(Array(text.utf8)))
    }

    /// Writes to standard error.
    func complain(_ text: String) {
        reply(.error(text))
    }

    /// Sends the last reply.
    func finish(_ code: CommandExitCode) {
        reply(.finished(code))
    }

    /// Tells the console something.
    func tell(_ event: BuildEvent) {
        reply(.event(event))
    }

    /// Whether nothing is shown but results and what went wrong: `--console none`.
    var hidesProgress: Bool {
        let words = arguments.options
        return words.contains("--console=none")
            || zip(words, words.dropFirst()).contains { $0 == "--console" && $1 == "none" }
    }

    /// Renders diagnostics for standard error.
    var renderer: DiagnosticRenderer {
        DiagnosticRenderer(color: request.terminal.isInteractive && !wantsNoColor)
    }

    /// Source: no-color.org.
    private var wantsNoColor: Bool { !(request.environment["NO_COLOR"] ?? "").isEmpty }

    /// Shows an error on standard error.
    ///
    /// - Returns: The exit code of a command that failed because of it.
    func report(_ error: any Error) -> CommandExitCode {
        show(error, below: "")
    }

    /// Shows on standard error why the command failed.
    ///
    /// A build says in its own words that it failed, and wrong arguments are no command.
    ///
    /// - Returns: The exit code.
    func fail(_ error: any Error) -> CommandExitCode {
        show(error, below: error is CancellationError ? "" : "Command failed: \n")
    }

    /// Shows on standard error what is wrong with the arguments.
    ///
    /// - Returns: The exit code.
    func refuse(_ diagnostic: Diagnostic) -> CommandExitCode {
        log.note(error: diagnostic)
        complain(renderer.render(diagnostic))
        return .userError
    }

    private func show(_ error: any Error, below headline: String) -> CommandExitCode {
        log.note(error: error)
        let report = ErrorReport(error, renderer: renderer)
        if !report.text.isEmpty { complain("\(headline)\(report.text)\n") }
        return report.exitCode
    }
}
