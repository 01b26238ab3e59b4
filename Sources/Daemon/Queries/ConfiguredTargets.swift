import BuildModel
import Diagnostics
import Incremental
import Loading
import TargetConfiguration

/// Targets that a command has configured.
struct ConfiguredTargets: Sendable {
    /// A target that its configuration rules out.
    struct Incompatible: Sendable {
        let label: ConfiguredTargetLabel
        /// Why, in a sentence.
        let reason: String
        /// Whether only something that it depends on is ruled out.
        let isByDependency: Bool
    }

    /// Those that can be built, each once, in the order they were asked for.
    var targets: [ConfiguredTarget] = []
    /// Those that cannot.
    var incompatible: [Incompatible] = []
    /// What is wrong with packages, and with targets for which there is no package.
    var errors: [(package: PackageLabel?, error: any Error)] = []
    /// The targets that were asked for and do not exist.
    var missing: [TargetLabel] = []

    /// Says on standard error which targets are left out, if any.
    func reportSkipped(to session: Session) {
        for (what, labels) in [
            ("missing", missing.map(\.description)),
            ("incompatible", incompatible.map(\.label.description)),
        ] where !labels.isEmpty {
            let list = labels.map { "  \($0)\n" }.joined()
            session.complain("Skipped \(labels.count) \(what) targets:\n\(list)")
        }
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
        var seen: Set<ConfiguredTargetLabel> = []
        let platform = try await targetPlatform(options, in: context)
        for package in try await load(requests[...], in: context) {
            var error = package.error
            if package.modifiers != nil, !options.modifiers.isEmpty {
                error = Diagnostic.error(
                    "Cannot specify modifiers with ?modifier syntax when global CLI modifiers are "
                        + "set with --modifier flag")
            }
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
                    let label = try await context.configuredLabel(
                        of: target.label, platform: platform)
                    guard seen.insert(label).inserted else { continue }
                    try await configure(label, into: &found, in: context)
                } catch let error as CancellationError {
                    throw error
                } catch {
                    guard keepsGoing else { throw error }
                    found.errors.append((nil, error))
                }
            }
        }
        return found
    }

    private func configure(
        _ label: ConfiguredTargetLabel, into found: inout ConfiguredTargets,
        in context: borrowing Context
    ) async throws {
        do {
            found.targets.append(try await context.configuredTarget(label))
        } catch let error as Diagnostic where error.code == incompatibleTargetCode {
            found.incompatible.append(
                ConfiguredTargets.Incompatible(
                    label: label, reason: error.message, isByDependency: false))
        }
    }

    /// The platform of `--target-platforms`.
    private func targetPlatform(
        _ options: TargetConfigurationOptions, in context: borrowing Context
    ) async throws -> TargetLabel? {
        guard let text = options.platform else { return nil }
        let cells = try await context.cells()
        let pattern = try cells.pattern(text, from: session.folder(in: cells, root))
        guard case .target(let label) = pattern else {
            throw Diagnostic.error("`\(text)` of --target-platforms is not the label of a target")
        }
        return label.target
    }
}
