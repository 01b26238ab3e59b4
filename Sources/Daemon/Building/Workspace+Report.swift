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
            try await self.reportLines(report, details, options, needs, in: context)
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
        _ options: BuildReportOptions, _ needs: BuildNeeds, in context: borrowing Context
    ) async throws -> [[UInt8]] {
        let cells = try await context.cells()
        let settings = try await ReportSettings(in: context)
        var json = BuildReportJSON(trace: session.log.trace, root: root)
        json.details = details
        json.hasUnconfigured = settings.hasUnconfigured
        var lines: [[UInt8]] = []
        func entry(_ label: RequestedLabel) -> BuildReportJSON.Entry {
            if let entry = json.entries[label.reportName] { return entry }
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
            let name = target.label.providers.outputName
            if !target.outputs.isEmpty { part.outputs[name] = target.outputs }
            if settings.sketches.areWanted {
                part.graph = try await settings.sketches.properties(
                    of: target, needs, services.layout, in: context)
                if settings.sketches.hasTotal, let graph = part.graph?.configuredGraph {
                    json.totalGraph = json.totalGraph ?? SetSketch()
                    json.totalGraph?.formUnion(graph)
                }
            }
            if details.contains(.hashes),
                let value = try await context.outputValues(
                    of: target
                ).first?.value
            {
                part.values[name] = value
            }
            whole.configured[configuration] = part
            json.entries[target.label.reportName] = whole
            if options.streamPath != nil { lines.append(json.line()) }
        }
        for target in report.incompatible {
            json.entries[target.label.reportName] = entry(target.label)
        }
        for failure in report.failures {
            var whole = entry(failure.label)
            if let configured = failure.configured {
                whole.configured[configured.configuration.description, default: .init()].errors
                    .append(failure.error)
            } else {
                whole.errors.append(failure.error)
            }
            json.entries[failure.label.reportName] = whole
        }
        for target in report.unknown {
            guard let label = target.label else { continue }
            var whole = entry(label)
            whole.errors.append(target.error)
            json.entries[label.reportName] = whole
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
    /// What is said of the graphs below targets.
    let sketches: GraphSketches

    init(in context: borrowing Context) async throws {
        let cell = try await context.cells().rootCell
        hasUnconfigured =
            try await context.config(of: cell, "build_report", "print_unconfigured_section")
            != "false"
        sketches = try await GraphSketches(in: context)
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
    fileprivate var outputName: String {
        subTargets.isEmpty ? "DEFAULT" : subTargets.joined(separator: "|")
    }
}

/// The build took longer than `--overall-timeout` allows.
struct BuildTimedOut: Error {
    /// How long it may take.
    let limit: String

    /// What is shown.
    var message: String { "Build timed out: it took longer than `--overall-timeout \(limit)`" }
}
