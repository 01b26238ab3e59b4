import ActionGraph
import Analysis
import BuildModel
import Incremental
import Loading
import TargetConfiguration

extension Workspace {
    /// Where the default outputs of targets will lie, without making them.
    ///
    /// - Returns: A row for each output, with its target; for a target without outputs a row with
    ///   an empty path.
    /// - Throws: What is wrong with the patterns or the targets.
    func defaultOutputs(
        of patterns: [String], _ options: TargetConfigurationOptions
    ) async throws -> [(label: String, path: ProjectPath?)] {
        try await ask { context in
            var rows: [(label: String, path: ProjectPath?)] = []
            let requested = try await context.requestedTargets(
                try await requestedPatterns(patterns, options.arguments, in: context))
            for target in try requested.all() {
                let label = target.label
                let analysis = try await context.analysis(of: target.configured)
                let outputs = try analysis.providers(of: label.providers).defaultOutputs
                if outputs.isEmpty { rows.append((label.description, nil)) }
                rows += outputs.map { (label.description, services.layout.path(of: $0)) }
            }
            return rows
        }
    }
}

extension OutputListingOptions {
    /// The text for rows of targets and outputs, as `build` prints them.
    func text(of rows: [(label: String, path: ProjectPath?)], root: AbsolutePath) -> String {
        guard let format else { return "" }
        func text(_ path: ProjectPath?) -> String {
            path.map { format.isAbsolute ? root.appending($0).description : $0.text } ?? ""
        }
        switch format.style {
        case .labelled:
            return rows.map { $0.path == nil ? "\($0.label)\n" : "\($0.label) \(text($0.path))\n" }
                .joined()
        case .simple: return rows.compactMap { $0.path }.map { "\(text($0))\n" }.joined()
        case .json:
            return jsonText(
                .object(rows.map { ($0.label, .string(text($0.path))) }), isPretty: true)
        }
    }
}
