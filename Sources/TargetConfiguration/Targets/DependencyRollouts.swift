import BuildEvents
public import BuildModel
public import ByteCoding
import Diagnostics
import Incremental
import Loading

/// Targets that are to be told of if only a dependency rules them out: one category of what the
/// target named by `buck2.dep_only_incompatible_info` provides.
public struct DependencyRollout: Sendable, Hashable {
    /// What reports are counted by.
    public let category: String
    /// Whom it is about.
    public let targets: [TargetPattern]
    /// Who is left out of these.
    public let exclusions: [TargetPattern]

    /// Names targets.
    public init(category: String, targets: [TargetPattern], exclusions: [TargetPattern]) {
        self.category = category
        self.targets = targets
        self.exclusions = exclusions
    }

    /// Whether it is about a target.
    func names(_ target: TargetLabel) -> Bool {
        !exclusions.contains { $0.matches(target) } && targets.contains { $0.matches(target) }
    }
}

extension DependencyRollout: ByteCodable {
    /// Appends the parts in their order.
    public func write(to writer: inout ByteWriter) {
        writer.write(category)
        writer.write(targets)
        writer.write(exclusions)
    }

    /// Reads the parts in their order.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(
            category: try reader.read(), targets: try reader.read(),
            exclusions: try reader.read())
    }
}

/// What the target named by `buck2.dep_only_incompatible_info` of the root cell provides; nothing
/// if the setting is not there.
struct DependencyRolloutsKey: Key {
    var description: String { "dependency-rollouts" }

    func compute(in context: borrowing Context) async throws -> [DependencyRollout] {
        let cells = try await context.cells()
        let setting = "dep_only_incompatible_info"
        guard let text = try await context.config(of: cells.rootCell, "buck2", setting) else {
            return []
        }
        let label: ProvidersLabel
        do throws(LabelError) {
            label = try cells.providersLabel(
                text, in: PackageLabel(cell: cells.rootCell, path: .base))
        } catch {
            throw Diagnostic.error("`buck2.\(setting)` is no label: \(error.message)")
        }
        return try await context.resources[ConfigurationProvidersResource.self]
            .dependencyRollouts(label, in: context)
    }
}

extension Context {
    /// Tells that only a dependency rules out a target, in each category that names the target.
    ///
    /// - Throws: A `SoftError` if the user wants such errors to fail the command.
    borrowing func reportRollouts(of reason: Incompatibility) async throws {
        for rollout in try await request(DependencyRolloutsKey())
        where rollout.names(reason.target.target) {
            try report(SoftError(rollout.category, reason.warning))
        }
    }
}
