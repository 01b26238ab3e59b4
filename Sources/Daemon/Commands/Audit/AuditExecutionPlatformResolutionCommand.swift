import ArgumentParser
import BuildEvents
import BuildModel
import Diagnostics
import Incremental
import Loading
import TargetConfiguration

/// `bld audit execution-platform-resolution`: what executes the actions of targets, and why not
/// another platform.
struct AuditExecutionPlatformResolutionCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "execution-platform-resolution",
        abstract: "Shows which platforms execute the actions of targets, and why not others.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var targetConfiguration: TargetUniverseOptions

    @Argument(help: "The targets.")
    var patterns: [String] = []

    func run(in session: Session) async throws -> CommandEnding {
        try await Workspace.open(for: session, common: common) { workspace in
            let text = try await workspace.ask { context in
                let requested = try await context.requestedTargets(
                    try await workspace.requestedPatterns(
                        patterns, targetConfiguration.arguments, in: context))
                var text = Self.header(try await context.executionPlatformsTarget())
                for target in try requested.all() {
                    let target = try await context.configuredTarget(target.configured)
                    text += Self.render(
                        target, configurations: try await Self.rules(of: target, in: context))
                }
                return text
            }
            session.write(text)
            return .exit(.success)
        }
    }

    private static func header(_ registration: TargetLabel?) -> String {
        guard let registration else {
            return "Execution platforms are not configured: build.execution_platforms unset\n"
                + "Using legacy execution platform\n"
        }
        return "Checking each target against execution platforms defined by \(registration)\n"
    }

    /// The targets it depends on that are parts of configurations.
    private static func rules(
        of target: ConfiguredTarget, in context: borrowing Context
    ) async throws -> [ConfiguredTargetLabel] {
        var labels: [ConfiguredTargetLabel] = []
        for dependency in target.dependencies where dependency.kind == .target {
            let label = dependency.label.target
            guard try await context.targetNode(label.target).rule.isConfiguration,
                !labels.contains(label)
            else { continue }
            labels.append(label)
        }
        return labels
    }

    private static func render(
        _ target: ConfiguredTarget, configurations: [ConfiguredTargetLabel]
    ) -> String {
        let resolution = target.executionResolution
        guard let platform = resolution.platform else {
            return "\(target.label):\n\(resolution.refusal)\n"
        }
        func labels(_ kind: DependencyKind) -> [String] {
            var seen: Set<ConfiguredTargetLabel> = []
            return target.dependencies.filter {
                $0.kind == kind && seen.insert($0.label.target).inserted
            }.map { "      \($0.label.target)" }
        }
        var lines = [
            "\(target.label):", "  Execution platform: \(platform.name)",
            "    Execution platform configuration: \(platform.configuration)",
            "    Execution deps:",
        ]
        lines += labels(.execution)
        lines.append("    Toolchain deps:")
        lines += labels(.toolchain)
        lines.append("    Configuration deps:")
        lines += configurations.map { "      \($0)" }
        for skipped in resolution.skipped {
            lines.append("    Skipped \(skipped.name)")
            lines += skipped.reason.message.split(
                separator: "\n", omittingEmptySubsequences: false
            ).map { "      " + $0 }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
