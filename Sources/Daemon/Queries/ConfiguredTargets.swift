import BuildModel
import Diagnostics
import GraphQueries
import Incremental
import Loading
import TargetConfiguration

/// Targets that a command has configured.
struct ConfiguredTargets: Sendable {
    /// Those that can be built, each once, in the order they were asked for.
    var targets: [ConfiguredTarget] = []
    /// Those that cannot.
    var incompatible: [Incompatibility] = []
    /// What is wrong with packages, and with targets for which there is no package.
    var errors: [(package: PackageLabel?, error: any Error)] = []
    /// The targets that were asked for and do not exist.
    var missing: [TargetLabel] = []

    /// Says on standard error which targets are left out, if any.
    func reportSkipped(to session: Session) {
        if !missing.isEmpty {
            let list = missing.map { "  \($0)\n" }.joined()
            session.complain("Skipped \(missing.count) missing targets:\n\(list)")
        }
        session.saySkipped(incompatible)
    }
}

extension Workspace {
    /// Configures what a command asks for, and finds out what can be built.
    ///
    /// - Parameters:
    ///   - patterns: What is asked for.
    ///   - keepsGoing: Whether errors are collected rather than thrown.
    ///   - skipsMissing: Whether targets that do not exist are collected rather than an error.
    ///   - context: The revision that is asked.
    /// - Returns: The targets by package, modifiers and name, with those that are left out.
    /// - Throws: The first error, unless it keeps going.
    func configuredTargets(
        _ patterns: [RequestedPattern], keepsGoing: Bool = false, skipsMissing: Bool = false,
        in context: borrowing Context
    ) async throws -> ConfiguredTargets {
        for requested in patterns { try requested.pattern.checkNamesTargets() }
        let requested = try await context.requestedTargets(patterns)
        var found = ConfiguredTargets()
        for unknown in requested.unknown {
            if skipsMissing, unknown.isMissing, let label = unknown.label {
                found.missing.append(label.target)
            } else if keepsGoing, !unknown.isMissing, unknown.package != nil {
                found.errors.append((unknown.package, unknown.error))
            } else {
                throw unknown.error
            }
        }
        for failure in requested.failures {
            guard keepsGoing else { throw failure.error }
            found.errors.append((nil, failure.error))
        }
        let targets = requested.targets.sorted(by: Self.isListed).map(\.configured)
        // All at the same time; what became of each is looked at in their order.
        _ = await context.configuredTargetOutcomes(targets)
        var seen: Set<ConfiguredTargetLabel> = []
        for target in targets where seen.insert(target).inserted {
            do {
                try await configure(target, into: &found, in: context)
            } catch let error as CancellationError {
                throw error
            } catch {
                guard keepsGoing else { throw error }
                found.errors.append((nil, error))
            }
        }
        return found
    }

    /// Whether one target is listed before another.
    private static func isListed(_ left: RequestedTarget, before right: RequestedTarget) -> Bool {
        let (package, other) = (left.label.target.package, right.label.target.package)
        if package != other { return package < other }
        let (modifiers, others) = (left.label.modifiers, right.label.modifiers)
        if modifiers != others { return modifiers.lexicographicallyPrecedes(others) }
        return left.label.target.name < right.label.target.name
    }

    private func configure(
        _ label: ConfiguredTargetLabel, into found: inout ConfiguredTargets,
        in context: borrowing Context
    ) async throws {
        switch try await context.requestedTarget(label) {
        case .compatible(let target): found.targets.append(target)
        case .incompatible(let reason):
            if reason.isOfDependency, session.warningsAreErrors {
                throw Diagnostic.error(reason.warning, code: incompatibleTargetCode)
                    .adding(context: .hardError)
            }
            found.incompatible.append(reason)
        }
    }
}
