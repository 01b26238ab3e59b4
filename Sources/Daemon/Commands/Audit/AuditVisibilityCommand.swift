import ArgumentParser
import BuildEvents
import BuildModel
import Diagnostics
import Incremental
import Loading

/// `bld audit visibility`: whether all targets that others depend on are visible to them.
struct AuditVisibilityCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "visibility",
        abstract: "Checks that targets, and all they depend on, see their dependencies.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var unused: UnusedTargetOptions

    @Argument(help: "The targets to begin with.")
    var targets: [String] = []

    func run(in session: Session) async throws -> CommandEnding {
        try await Workspace.open(for: session, common: common) { workspace in
            let mistakes = try await workspace.ask { context in
                var nodes: [TargetNode] = []
                for pattern in try await workspace.parse(targets, in: context) {
                    nodes += try await context.targets(matching: pattern)
                }
                return try await context.visibilityMistakes(from: nodes)
            }
            for mistake in mistakes { session.complain(session.renderer.render(mistake)) }
            if mistakes.isEmpty { session.complain("audit visibility succeeded\n") }
            return .exit(mistakes.isEmpty ? .success : .userError)
        }
    }
}

extension Context {
    /// What targets and all they depend on may not depend on, an error each.
    fileprivate borrowing func visibilityMistakes(
        from roots: [TargetNode]
    ) async throws -> [Diagnostic] {
        var mistakes: [Diagnostic] = []
        var known: [TargetLabel: TargetNode] = [:]
        for node in roots { known[node.label] = node }
        var front = roots
        while !front.isEmpty {
            let labels = Set(front.flatMap { dependencies(of: $0) }).filter { known[$0] == nil }
                .sorted()
            var next: [TargetNode] = []
            for result in await targetNodes(labels) { next.append(try result.get()) }
            for node in next { known[node.label] = node }
            for user in front {
                for label in dependencies(of: user) {
                    guard let dependency = known[label] else { continue }
                    do throws(Diagnostic) {
                        try user.checkMayDepend(on: dependency)
                    } catch {
                        mistakes.append(error)
                    }
                }
            }
            front = next
        }
        return mistakes
    }

    /// What visibility counts for: all but the targets that describe configurations.
    private borrowing func dependencies(of node: TargetNode) -> [TargetLabel] {
        node.edges.filter { $0.kind != .configuration }.map(\.target)
    }
}
