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
    /// - Throws: A diagnostic if a file cannot be written.
    func write(_ report: BuildReport, as options: BuildReportOptions) async throws {
        log(report)
        guard options.isWanted else { return }
        let (details, unknown) = options.details
        for word in unknown {
            let names = BuildReportOptions.Detail.allCases.map(\.rawValue)
            session.complain(
                "warning: Incorrect syntax for build report option. Got: `\(word)` but expected "
                    + "one of `\(names.joined(separator: ", "))`\n")
        }
        let lines = try await ask { context in
            try await self.reportLines(report, details, options, in: context)
        }
        if let path = options.path, let line = lines.last {
            if path == "-" {
                session.reply(.output(line))
            } else if !FileText.write(line, to: session.absolute(path)) {
                throw Diagnostic.error("Cannot write the build report to `\(path)`")
            }
        }
        if let path = options.streamPath {
            let stream = options.streamed(lines)
            guard FileText.write(stream, to: session.absolute(path)) else {
                throw Diagnostic.error("Cannot write the build report to `\(path)`")
            }
        }
    }

    /// The reports after each target that was built, the last with all that went wrong.
    private func reportLines(
        _ report: BuildReport, _ details: Set<BuildReportOptions.Detail>,
        _ options: BuildReportOptions, in context: borrowing Context
    ) async throws -> [[UInt8]] {
        let cells = try await context.cells()
        let settings = try await ReportSettings(in: context)
        var json = BuildReportJSON(trace: session.log.trace, root: root)
        json.details = details
        json.hasUnconfigured = settings.hasUnconfigured
        var lines: [[UInt8]] = []
        func entry(_ label: ProvidersLabel) -> BuildReportJSON.Entry {
            if let entry = json.entries[label.target.description] { return entry }
            var entry = BuildReportJSON.Entry()
            if details.contains(.packagePaths) {
                entry.packagePath = cells.projectPath(of: label.target.package.folder)
            }
            return entry
        }
        for target in report.built {
            var whole = entry(target.label)
            let configuration = target.configured.configuration.description
            var part = whole.configured[configuration] ?? .init()
            let name = target.label.reportName
            if !target.outputs.isEmpty { part.outputs[name] = target.outputs }
            if settings.countsGraph {
                part.graphSize = try await context.configuredGraphSize(of: target.configured)
            }
            if details.contains(.hashes),
                let value = try await context.outputValues(
                    of: target
                ).first?.value
            {
                part.values[name] = value
            }
            whole.configured[configuration] = part
            json.entries[target.label.target.description] = whole
            if options.streamPath != nil { lines.append(json.line()) }
        }
        for target in report.incompatible {
            json.entries[target.label.target.description] = entry(target.label)
        }
        for failure in report.failures {
            var whole = entry(failure.label)
            if let configured = failure.configured {
                whole.configured[configured.configuration.description, default: .init()].errors
                    .append(failure.error)
            } else {
                whole.errors.append(failure.error)
            }
            json.entries[failure.label.target.description] = whole
        }
        for target in report.unknown {
            guard let label = target.label else { continue }
            var whole = entry(label)
            whole.errors.append(target.error)
            json.entries[label.target.description] = whole
        }
        json.succeeded = report.succeeded
        json.add(report.metrics)
        lines.append(json.line())
        return lines
    }

    /// Tells the log what came of each target.
    private func log(_ report: BuildReport) {
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
    }
}

/// What `.buckconfig` says about reports.
private struct ReportSettings {
    /// `[build_report] print_unconfigured_section`.
    let hasUnconfigured: Bool
    /// `[buck2] log_configured_graph_size`.
    let countsGraph: Bool

    init(in context: borrowing Context) async throws {
        let cell = try await context.cells().rootCell
        hasUnconfigured =
            try await context.config(of: cell, "build_report", "print_unconfigured_section")
            != "false"
        countsGraph =
            try await context.config(of: cell, "buck2", "log_configured_graph_size") == "true"
    }
}

extension BuildReportOptions {
    /// What is written of the reports after each target: that of all that went wrong is one more
    /// only where there is none of a target.
    fileprivate func streamed(_ lines: [[UInt8]]) -> [UInt8] {
        guard lines.count > 1, let last = lines.last else { return Array(lines.joined()) }
        return Array((lines.dropLast(2) + [last]).joined())
    }
}

extension ProvidersLabel {
    /// The names of the sub-target, as reports write them.
    fileprivate var reportName: String {
        subTargets.isEmpty ? "DEFAULT" : subTargets.joined(separator: "|")
    }
}

extension Context {
    /// How many configured targets a target takes, with itself.
    fileprivate borrowing func configuredGraphSize(
        of target: ConfiguredTargetLabel
    ) async throws -> Int {
        var seen: Set<ConfiguredTargetLabel> = [target]
        var pending = [target]
        while let label = pending.popLast() {
            for dependency in try await configuredTarget(label).dependencies
            where seen.insert(dependency.label.target).inserted {
                pending.append(dependency.label.target)
            }
        }
        return seen.count
    }
}

/// The build took longer than `--overall-timeout` allows.
struct BuildTimedOut: Error {
    /// How long it may take.
    let limit: String

    /// What is shown.
    var message: String { "Build timed out: it took longer than `--overall-timeout \(limit)`" }
}
