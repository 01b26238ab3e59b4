import ActionGraph
import BuildModel
import Incremental
import Loading
import TargetConfiguration

/// Puts the report of a build together, target by target.
struct BuildReportAssembly: Sendable {
    private var json: BuildReportJSON
    private let cells: CellResolver
    private let sketches: GraphSketches
    private let needs: BuildNeeds
    private let layout: ArtifactLayout

    /// Begins a report.
    ///
    /// - Parameters:
    ///   - details: What it says besides the rest.
    ///   - needs: What is made of each target.
    ///   - workspace: Where the build takes place.
    ///   - context: Knows what `.buckconfig` says about reports.
    /// - Throws: What is wrong with `.buckconfig`.
    init(
        _ details: Set<BuildReportOptions.Detail>, _ needs: BuildNeeds, _ workspace: Workspace,
        in context: borrowing Context
    ) async throws {
        cells = try await context.cells()
        json = BuildReportJSON(trace: workspace.session.log.trace, root: workspace.root)
        json.details = details
        json.hasUnconfigured =
            try await context.config(
                of: cells.rootCell, "build_report", "print_unconfigured_section") != "false"
        sketches = try await GraphSketches(in: context)
        self.needs = needs
        layout = workspace.services.layout
    }

    /// Takes in a target that was built.
    ///
    /// - Throws: What is wrong with something below it.
    mutating func add(_ target: BuiltTarget, in context: borrowing Context) async throws {
        var whole = entry(target.label)
        let configuration = target.configured.configuration.description
        var part = whole.configured[configuration] ?? .init()
        let name = target.label.providers.outputName
        if !target.outputs.isEmpty { part.outputs[name] = target.outputs }
        if sketches.areWanted {
            part.graph = try await sketches.properties(of: target, needs, layout, in: context)
            if sketches.hasTotal, let graph = part.graph?.configuredGraph {
                json.totalGraph = json.totalGraph ?? SetSketch()
                json.totalGraph?.formUnion(graph)
            }
        }
        if json.details.contains(.hashes),
            let value = try await context.outputValues(of: target).first?.value
        {
            part.values[name] = value
        }
        whole.configured[configuration] = part
        json.entries[target.label.reportName] = whole
    }

    /// Takes in all that the end of a build says besides what was built.
    mutating func addEnd(of report: BuildReport) {
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
    }

    /// The report so far, on one line.
    mutating func line() -> [UInt8] { json.line() }

    private func entry(_ label: RequestedLabel) -> BuildReportJSON.Entry {
        if let entry = json.entries[label.reportName] { return entry }
        var entry = BuildReportJSON.Entry()
        if json.details.contains(.packagePaths) {
            entry.packagePath = cells.projectPath(of: label.target.package.folder)
        }
        return entry
    }
}

extension ProvidersLabel {
    /// The names of the sub-target, as reports write them.
    fileprivate var outputName: String {
        subTargets.isEmpty ? "DEFAULT" : subTargets.joined(separator: "|")
    }
}
