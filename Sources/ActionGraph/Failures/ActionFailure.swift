public import Analysis
public import BuildEvents
import BuildModel
public import Diagnostics
public import Incremental

/// An action that could not make its outputs, with all that a person needs to mend it.
///
/// Within one command it is kept like a value: whatever depends on the action fails with this same
/// error, which is reported once. The next command tries again, for a failure may have come from
/// what bld does not see: a server, a license, a full disk.
public struct ActionFailure: TransientError, Sendable, Hashable {
    /// The action.
    public let action: ActionDescription
    /// The action as the log names it, with its owner in its configuration.
    public let logged: LoggedAction
    /// What went wrong, in a sentence without a full stop.
    public let message: String
    /// The command as it could be typed in a shell at the project root; nil if none was started.
    public let command: String?
    /// What became of the command; nil if none was started.
    public let lastCommand: CommandReport?
    /// What the command wrote to standard output, in full.
    public var stdout: String { lastCommand?.stdout ?? "" }
    /// What the command wrote to standard error, in full.
    public var stderr: String { lastCommand?.stderr ?? "" }

    /// What the rule's error handler found, or why it failed; nil without one.
    public var diagnosis: Result<[ActionSubError], Diagnostic>?

    /// Describes a failure.
    public init(
        action: ActionDescription, logged: LoggedAction, message: String,
        command: String? = nil, lastCommand: CommandReport? = nil
    ) {
        self.action = action
        self.logged = logged
        self.message = message
        self.command = command
        self.lastCommand = lastCommand
    }

    /// The failure as it is shown, without a trailing newline.
    public func report(renderer: DiagnosticRenderer) -> String {
        let headline = renderer.render(.error("Action failed: \(action.title): \(message)"))
        var parts = [headline.trimmingEnd]
        if let command { parts.append("command: \(command)") }
        if !stdout.isEmpty { parts.append("stdout:\n\(stdout.trimmingEnd)") }
        if !stderr.isEmpty { parts.append("stderr:\n\(stderr.trimmingEnd)") }
        parts += diagnosisLines(renderer: renderer)
        parts.append(summary)
        return parts.joined(separator: "\n")
    }

    /// What the error handler made of it, for the person at the terminal.
    private func diagnosisLines(renderer: DiagnosticRenderer) -> [String] {
        switch diagnosis {
        case .success(let errors):
            let shown = errors.filter(\.isShown).map { "- \($0.text)" }
            return shown.isEmpty
                ? [] : ["\nAction sub-errors produced by error handlers:"] + shown
        case .failure(let diagnostic):
            return [
                "\nCould not produce error diagnostics:", renderer.render(diagnostic).trimmingEnd,
            ]
        case nil: return []
        }
    }

    /// Which target could not be built for it.
    public var summary: String { "Failed to build '\(logged.owner.title)'" }

    /// The failure as reports tell it, in Buck2's form.
    public var text: String {
        let words = [logged.category, logged.identifier].filter { !$0.isEmpty }
        let title = "\(logged.owner.title) (\(words.joined(separator: " ")))"
        var lines = ["Action failed: \(title)", message]
        if let lastCommand {
            let scratch =
                lastCommand.invocation.environment.first {
                    $0.name == "BUCK_SCRATCH_PATH"
                }?.value ?? ""
            lines.append(
                "Local command: env -C \"$(buck2 root --kind project)\" -- "
                    + "'BUCK_SCRATCH_PATH=\(scratch)' "
                    + shellText(lastCommand.invocation.arguments))
            for (name, text) in [("Stdout", stdout), ("Stderr", stderr)] {
                lines.append(text.isEmpty ? "\(name): <empty>" : "\(name):\n\(text.trimmingEnd)")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension String {
    /// Without the line ends it ends in.
    fileprivate var trimmingEnd: String {
        var rest = self[...]
        while rest.last?.isNewline == true { rest.removeLast() }
        return String(rest)
    }
}
