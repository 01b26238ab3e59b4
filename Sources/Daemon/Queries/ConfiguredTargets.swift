import BuildModel
import Diagnostics
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
        for reason in incompatible where reason.isOfDependency {
            session.complain(reason.warning + "\n")
        }
        let message = Incompatibility.skippingMessage(for: incompatible.map(\.target))
        if !message.isEmpty { session.complain(message) }
    }
}

extension Workspace {
    /// Configures the targets of some packages as a command says.
    ///
    /// - Parameters:
    ///   - requests: The packages, with the modifiers of patterns.
    ///   - options: The platform and the modifiers; without them targets choose their own.
    ///   - keepsGoing: Whether errors are collected rather than thrown.
    ///   - skipsMissing: Whether targets that do not exist are collected rather than an error.
    ///   - context: The revision that is asked.
    /// - Returns: The targets, with those that are left out.
    /// - Throws: The first error, unless it keeps going.
    func configuredTargets(
        _ requests: [PackageRequest], _ options: TargetConfigurationOptions,
        keepsGoing: Bool = false, skipsMissing: Bool = false, in context: borrowing Context
    ) async throws -> ConfiguredTargets {
        var found = ConfiguredTargets()
        var labels: [Result<ConfiguredTargetLabel, any Error>] = []
        for package in try await load(requests[...], in: context) {
            var error = package.error
            if error == nil, package.modifiers != nil { error = conflict(with: options) }
            if let error {
                guard keepsGoing else { throw error }
                found.errors.append((package.label, error))
                continue
            }
            if let missing = package.missing.first, !skipsMissing { throw missing.error }
            found.missing += package.missing.map {
                TargetLabel(package: package.label, name: $0.name)
            }
            for target in package.targets {
                do {
                    let label = try await configuredLabel(
                        of: target.label, options, modifiers: package.modifiers, in: context)
                    labels.append(.success(label))
                } catch let error as CancellationError {
                    throw error
                } catch {
                    labels.append(.failure(error))
                }
            }
        }
        // All at the same time; what became of each is looked at in their order.
        _ = await context.configuredTargetOutcomes(labels.compactMap { try? $0.get() })
        var seen: Set<ConfiguredTargetLabel> = []
        for label in labels {
            do {
                let label = try label.get()
                guard seen.insert(label).inserted else { continue }
                try await configure(label, into: &found, in: context)
            } catch let error as CancellationError {
                throw error
            } catch {
                guard keepsGoing else { throw error }
                found.errors.append((nil, error))
            }
        }
        return found
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
            }
            found.incompatible.append(reason)
        }
    }

    /// The configuration in which a command looks at a target.
    ///
    /// - Parameters:
    ///   - target: The target.
    ///   - options: The platform and the modifiers of the command.
    ///   - modifiers: Those of the pattern that names the target; nil for none.
    ///   - context: The revision that is asked.
    /// - Returns: The target with its configuration.
    /// - Throws: A diagnostic if the target does not exist, or both have modifiers.
    func configuredLabel(
        of target: TargetLabel, _ options: TargetConfigurationOptions, modifiers: [String]?,
        in context: borrowing Context
    ) async throws -> ConfiguredTargetLabel {
        if modifiers != nil, let conflict = conflict(with: options) { throw conflict }
        let request = try await configurationRequest(options.arguments, in: context)
        return try await context.configuredLabel(
            of: target, as: modifiers.map(request.withModifiers) ?? request)
    }

    private func conflict(with options: TargetConfigurationOptions) -> Diagnostic? {
        guard !options.modifiers.isEmpty else { return nil }
        return .error(
            "Cannot specify modifiers with ?modifier syntax when global CLI modifiers are set "
                + "with --modifier flag")
    }
}
