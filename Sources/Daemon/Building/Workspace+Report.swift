import ActionGraph
import BuildEvents
import BuildModel
import DaemonProtocol
import Diagnostics
import Incremental
import Loading
import TargetConfiguration

extension Workspace {
    /// Writes the report of a build, and what the log says of it.
    ///
    /// - Parameters:
    ///   - report: What became of the targets.
    ///   - options: Where it is written, and what it says.
    ///   - needs: What was made of each target.
    /// - Throws: A diagnostic if a file cannot be written.
    func write(
        _ report: BuildReport, as options: BuildReportOptions, _ needs: BuildNeeds = .standard
    ) async throws {
        await log(report)
        guard options.isWanted else { return }
        let (details, unknown) = options.details
        for word in unknown {
            let names = BuildReportOptions.Detail.allCases.map(\.rawValue)
            session.complain(
                "warning: Incorrect syntax for build report option. Got: `\(word)` but expected "
                    + "one of `\(names.joined(separator: ", "))`\n")
        }
        guard let path = options.path else { return }
        var assembly = try await ask { context in
            var assembly = try await BuildReportAssembly(details, needs, self, in: context)
            for target in report.built { try await assembly.add(target, in: context) }
            return assembly
        }
        assembly.addEnd(of: report)
        let line = assembly.line()
        if path == "-" {
            session.reply(.output(line))
        } else if !FileText.write(line, to: session.absolute(path)) {
            throw Diagnostic.error("Cannot write the build report to `\(path)`")
        }
    }

    /// Tells the log what came of each target.
    private func log(_ report: BuildReport) async {
        guard session.recorder.isEnabled, !report.built.isEmpty || !report.errors.isEmpty else {
            return
        }
        var targets = report.built.map { target in
            LoggedResult.Target(
                label: target.label.description,
                configuration: target.configured.configuration.description, rule: target.rule,
                outputs: target.outputs.map(\.text))
        }
        targets += report.failures.compactMap { failure in
            guard let configured = failure.configured else { return nil }
            return LoggedResult.Target(
                label: failure.label.description,
                configuration: configured.configuration.description, rule: "", outputs: [])
        }
        let errors = report.errors.map { error in
            ErrorReport(error, renderer: DiagnosticRenderer(color: false)).summary
        }
        session.log.note(
            result: LoggedResult(
                targets: targets.sorted {
                    ($0.label, $0.configuration) < ($1.label, $1.configuration)
                },
                errors: errors, projectRoot: root.description))
        guard !report.isOfTests else { return }
        for target in report.built { session.recorder.note(.ruleType(target.rule)) }
        let failed = report.failures.map(\.label.target)
        let rules = try? await ask { context in
            await context.targetNodes(failed).compactMap { try? $0.get().rule.name }
        }
        for rule in rules ?? [] { session.recorder.note(.ruleType(rule)) }
    }
}

/// The build took longer than `--overall-timeout` allows.
struct BuildTimedOut: Error {
    /// How long it may take.
    let limit: String

    /// What is shown.
    var message: String { "Build timed out: it took longer than `--overall-timeout \(limit)`" }
}
