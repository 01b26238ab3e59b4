import ActionGraph
import BuildModel
import Diagnostics
import TargetConfiguration

/// The file of `--streaming-build-report`: a report after each target that is built, one a line,
/// each with all that is known by then.
///
/// Targets are told of while they are built. What nobody told of, such as what was built before,
/// comes at the end, and then all that went wrong.
struct BuildReportStream: Sendable {
    private let workspace: Workspace
    private let path: String
    private let needs: BuildNeeds
    private var assembly: BuildReportAssembly
    private var written: Set<BuiltTarget> = []

    /// Makes an empty file.
    ///
    /// - Throws: A diagnostic if it cannot be made.
    init(
        _ options: BuildReportOptions, at path: String, _ needs: BuildNeeds,
        _ workspace: Workspace
    ) async throws {
        self.workspace = workspace
        self.path = path
        self.needs = needs
        assembly = try await workspace.ask { context in
            try await BuildReportAssembly(options.details.known, needs, workspace, in: context)
        }
        guard FileText.write([], to: workspace.session.absolute(path)) else { throw failure }
    }

    /// Writes about targets as they are built, until no more are told of.
    ///
    /// - Parameters:
    ///   - patterns: What the command asks for.
    ///   - built: Names what is built, some of it more than once.
    /// - Returns: The stream after that.
    /// - Throws: A diagnostic if the file cannot be written.
    func following(
        _ patterns: [String], _ built: AsyncStream<ConfiguredProvidersLabel>
    ) async throws -> BuildReportStream {
        var stream = self
        let requested = try? await workspace.ask { [workspace] context in
            try await context.requestedTargets(
                try await workspace.requestedPatterns(
                    patterns, workspace.configuration, in: context)
            ).targets
        }
        let names = Dictionary(grouping: requested ?? [], by: \.providers)
        for await label in built {
            for name in names[label] ?? [] {
                let target = try await workspace.ask { [needs] context in
                    try await context.builtTarget(name, needs)
                }
                if let target { try await stream.add(target) }
            }
        }
        return stream
    }

    /// Writes the rest, when the build is over.
    mutating func finish(_ report: BuildReport) async throws {
        for target in report.built { try await add(target) }
        guard !report.succeeded || written.isEmpty else { return }
        assembly.addEnd(of: report)
        try append()
    }

    private mutating func add(_ target: BuiltTarget) async throws {
        guard written.insert(target).inserted else { return }
        assembly = try await workspace.ask { [assembly] context in
            var assembly = assembly
            try await assembly.add(target, in: context)
            return assembly
        }
        try append()
    }

    private mutating func append() throws {
        guard FileText.append(assembly.line(), to: workspace.session.absolute(path)) else {
            throw failure
        }
    }

    private var failure: Diagnostic {
        .error("Cannot write the build report to `\(path)`")
    }
}

extension Workspace {
    /// Builds what patterns match, and writes the streaming report meanwhile, if there is to be
    /// one; see `build(_:needs:lists:)`.
    ///
    /// - Throws: A diagnostic if the report cannot be written.
    func build(
        _ patterns: [String], needs: BuildNeeds, lists: Bool, reporting options: BuildReportOptions
    ) async throws -> BuildReport {
        guard let path = options.streamPath else {
            return await build(patterns, needs: needs, lists: lists)
        }
        let (built, teller) = AsyncStream.makeStream(of: ConfiguredProvidersLabel.self)
        let started = try await BuildReportStream(options, at: path, needs, self)
        async let followed = started.following(patterns, built)
        let report = await telling { teller.yield($0) }.build(patterns, needs: needs, lists: true)
        teller.finish()
        var stream = try await followed
        try await stream.finish(report)
        return report
    }
}
