import BuildModel
import Diagnostics
import Incremental
import Loading
import Starlark
import TargetConfiguration

/// The functions that are given to `set_cfg_constructor`.
///
/// The first turns modifiers into the labels of targets, the second makes a platform of their
/// providers.
struct ModifierEvaluation {
    /// A `struct` with the arguments of `set_cfg_constructor`.
    let constructor: FrozenValue

    /// What the first function leaves for the second.
    struct Plan {
        /// The targets whose providers are needed, as they were written.
        let labels: [String]
        let parameters: FrozenValue
    }

    /// Calls the first function.
    ///
    /// - Throws: A diagnostic if it fails, or returns anything but labels and parameters.
    func plan(
        _ modifiers: ConfigurationModifiers, on platform: PlatformDescription?
    ) throws(Diagnostic) -> Plan {
        try Self.reporting { try callFirst(modifiers, on: platform) }
    }

    private func callFirst(
        _ modifiers: ConfigurationModifiers, on platform: PlatformDescription?
    ) throws -> Plan {
        var evaluation = Evaluation()
        let fields = evaluation.adopt(constructor).asStructure
        var legacy = Value.none
        if let platform { legacy = try platform.info(in: &evaluation) }
        var package = Value.none
        if let text = modifiers.package { package = try evaluation.json(text) }
        var target = Value.none
        if let text = modifiers.target { target = try evaluation.json(text) }
        let command = evaluation.list(strings: modifiers.command)
        let rule = evaluation.string(modifiers.rule)
        let result = try evaluation.call(
            Self.field("stage0", of: fields),
            named: [
                ("legacy_platform", legacy), ("package_modifiers", package),
                ("target_modifiers", target), ("cli_modifiers", command), ("rule_name", rule),
                ("aliases", Self.field("aliases", of: fields)),
                ("extra_data", Self.field("extra_data", of: fields)),
                ("configuring_exec_dep", Value(bool: modifiers.isForExecution)),
            ])
        guard let parts = result.asTuple, parts.count == 2, let labels = parts[0].asSequence
        else {
            throw Failure(
                "`stage0` of `set_cfg_constructor` must return a tuple of a list of labels and "
                    + "parameters, but returned `\(result.shortRepr)`")
        }
        let parameters = parts[1]
        let texts = labels.compactMap(\.asString)
        return Plan(labels: texts, parameters: try evaluation.freeze([parameters])[0])
    }

    /// Calls the second function.
    ///
    /// - Throws: A diagnostic if it fails, or returns no platform.
    func platform(
        _ plan: Plan, _ providers: [ProviderCollection]
    ) throws(Diagnostic) -> PlatformDescription {
        try Self.reporting { try callSecond(plan, providers) }
    }

    private func callSecond(
        _ plan: Plan, _ providers: [ProviderCollection]
    ) throws -> PlatformDescription {
        var evaluation = Evaluation()
        let fields = evaluation.adopt(constructor).asStructure
        var references: [(Value, Value)] = []
        for (label, providers) in zip(plan.labels, providers) {
            let name = evaluation.string(label)
            references.append((name, evaluation.adopt(providers.frozen)))
        }
        let table = try evaluation.dict(references)
        let parameters = evaluation.adopt(plan.parameters)
        let result = try evaluation.call(
            Self.field("stage1", of: fields), named: [("refs", table), ("params", parameters)])
        guard let platform = PlatformDescription(result) else {
            throw Failure(
                "`stage1` of `set_cfg_constructor` must return a `PlatformInfo`, but returned "
                    + "`\(result.shortRepr)`")
        }
        return platform
    }

    private static func field(_ name: String, of fields: TableView?) -> Value {
        fields?[name] ?? .none
    }

    private static func reporting<Success>(
        _ body: () throws -> Success
    ) throws(Diagnostic) -> Success {
        do {
            return try body()
        } catch let failure as Failure {
            throw failure.diagnostic
        } catch let diagnostic as Diagnostic {
            throw diagnostic
        } catch {
            preconditionFailure("functions throw failures and diagnostics, not \(error)")
        }
    }
}

extension Context {
    /// Applies modifiers by the functions of the root `PACKAGE` file, or of the bundled prelude.
    ///
    /// - Returns: Nothing if neither has any.
    borrowing func apply(
        _ modifiers: ConfigurationModifiers, to platform: PlatformDescription?
    ) async throws -> PlatformDescription? {
        let cells = try await cells()
        let root = PackageLabel(cell: cells.rootCell, path: .base)
        var constructor = try await superPackage(of: root).configurationConstructor
        if constructor == nil { constructor = try await bundledConstructor(cells) }
        guard let constructor else { return nil }
        let evaluation = ModifierEvaluation(constructor: constructor)
        let plan = try evaluation.plan(modifiers, on: platform)
        var providers: [ProviderCollection] = []
        for text in plan.labels {
            let label: ProvidersLabel
            do throws(LabelError) {
                label = try cells.providersLabel(text, in: root)
            } catch {
                throw Diagnostic.error(
                    "`stage0` of `set_cfg_constructor` returned the label `\(text)`: "
                        + error.message)
            }
            guard try await targetNode(label.target).rule.isConfiguration else {
                throw Diagnostic.error(
                    "Parameter `refs` to post-constraint analysis function must only contain "
                        + "configuration rules. \(label) is not a configuration rule.")
            }
            providers.append(try await unboundProviders(of: label))
        }
        return try evaluation.platform(plan, providers)
    }

    /// What the bundled prelude would give to `set_cfg_constructor`; nothing if another is used.
    private borrowing func bundledConstructor(
        _ cells: CellResolver
    ) async throws -> FrozenValue? {
        guard let cell = cells.prelude else { return nil }
        let path = CellPath(
            cell: cell, path: RelativePath(unchecked: "cfg/modifier/cfg_constructor.bzl"))
        guard case .bundled = cells.location(of: path) else { return nil }
        return try await module(at: path).module["default_constructor"]
    }
}
