public import BuildModel
import Diagnostics
public import Incremental
import Loading

/// The targets of one of the settings that say what becomes of targets which only a dependency
/// rules out.
struct RequestedPatternsKey: Key {
    /// The key in section `buck2` of the root cell's `.buckconfig`: a list of patterns.
    let setting: String

    var description: String { "patterns(\(setting))" }

    func compute(in context: borrowing Context) async throws -> [TargetPattern] {
        let cells = try await context.cells()
        let text = try await context.config(of: cells.rootCell, "buck2", setting) ?? ""
        let root = PackageLabel(cell: cells.rootCell, path: .base)
        var patterns: [TargetPattern] = []
        for word in text.split(separator: ",") {
            let trimmed = word.drop { $0.isWhitespace }
            guard let end = trimmed.lastIndex(where: { !$0.isWhitespace }) else { continue }
            do throws(LabelError) {
                patterns.append(try cells.pattern(String(trimmed[...end]), in: root))
            } catch {
                throw Diagnostic.error("`buck2.\(setting)`: \(error.message)")
            }
        }
        return patterns
    }
}

extension Context {
    /// A target that a command asks for, or why its configuration rules it out.
    ///
    /// - Throws: As ``configuredTarget(_:)``, but for what is ruled out. If only a dependency is,
    ///   that is an error as well where `buck2.error_on_dep_only_incompatible` names the target and
    ///   `buck2.error_on_dep_only_incompatible_excluded` does not.
    public borrowing func requestedTarget(
        _ label: ConfiguredTargetLabel
    ) async throws -> ConfiguredTargetOutcome {
        let outcome = try await configuredTargetOutcome(label)
        guard case .incompatible(let reason) = outcome, reason.isOfDependency else {
            return outcome
        }
        let (excluded, named) = try await request(
            pack: RequestedPatternsKey(setting: "error_on_dep_only_incompatible_excluded"),
            RequestedPatternsKey(setting: "error_on_dep_only_incompatible"))
        guard !excluded.contains(where: { $0.matches(label.target) }),
            named.contains(where: { $0.matches(label.target) })
        else {
            try await reportRollouts(of: reason)
            return outcome
        }
        throw reason.diagnostic
    }
}

extension Incompatibility {
    /// What a command says of targets that it skips, three lines at each end of a long list.
    ///
    /// - Parameter targets: The targets.
    /// - Returns: Lines, the last ended as well; nothing for no targets.
    public static func skippingMessage(for targets: [ConfiguredTargetLabel]) -> String {
        guard !targets.isEmpty else { return "" }
        let lines = targets.sorted().map { "  \($0)\n" }
        let shown = lines.count < 10 ? lines : lines.prefix(3) + ["  ...\n"] + lines.suffix(3)
        return "Skipped \(targets.count) incompatible targets:\n" + shown.joined()
    }

    /// The warning about a target that only a dependency rules out.
    public var warning: String {
        "\(target) does not pass compatibility check (will be error in future) because its "
            + "transitive dep \(root.message)"
    }
}
