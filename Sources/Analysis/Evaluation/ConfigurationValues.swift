import BuildModel
import Diagnostics
import Loading
import Starlark
import TargetConfiguration

// Between the values of providers and what configuring knows.

/// A `ConstraintValueInfo`.
struct Constraint {
    let setting: ConstraintSetting
    let value: ProvidersLabel

    /// Reads an instance; nothing if it is none.
    init?(_ info: Value) {
        guard let instance = info.native(as: ProviderInstance.self),
            let setting = instance["setting"]?.native(as: ProviderInstance.self),
            let label = setting["label"]?.native(as: TargetLabelObject.self)?.label,
            let value = instance["label"]?.providersLabel
        else { return nil }
        self.setting = ConstraintSetting(
            label: label, defaultValue: setting["default"]?.providersLabel)
        self.value = value
    }
}

extension Value {
    /// The label that a `TargetLabel` or `ProvidersLabel` stands for.
    fileprivate var providersLabel: ProvidersLabel? {
        if let label = native(as: ProvidersLabelObject.self)?.label { return label }
        return native(as: TargetLabelObject.self).map { ProvidersLabel(target: $0.label) }
    }
}

extension ConfigurationFacts {
    /// Reads an instance of `ConfigurationInfo`; what is not of its types is left out.
    init(_ info: Value) {
        let instance = info.native(as: ProviderInstance.self)
        var constraints: [ConstraintSetting: ProvidersLabel] = [:]
        if let table = instance?["constraints"]?.asDict {
            for (_, value) in table {
                guard let constraint = Constraint(value) else { continue }
                constraints[constraint.setting] = constraint.value
            }
        }
        var values: [String: String] = [:]
        if let table = instance?["values"]?.asDict {
            for (name, value) in table {
                if let name = name.asString, let value = value.asString { values[name] = value }
            }
        }
        self.init(constraints: constraints, values: values)
    }

    /// Makes an instance of `ConfigurationInfo`.
    func info(in evaluation: inout Evaluation) throws -> Value {
        var entries: [(Value, Value)] = []
        for (setting, value) in sortedConstraints {
            let label = evaluation.object(TargetLabelObject(setting.label))
            let fallback =
                setting.defaultValue.map { evaluation.object(ProvidersLabelObject($0)) }
                ?? .none
            let settingInfo = evaluation.object(
                ProviderInstance(
                    BuiltinProviders.constraintSettingInfo, values: [label, fallback]))
            let valueLabel =
                value.subTargets.isEmpty
                ? evaluation.object(TargetLabelObject(value.target))
                : evaluation.object(ProvidersLabelObject(value))
            entries.append(
                (
                    label,
                    evaluation.object(
                        ProviderInstance(
                            BuiltinProviders.constraintValueInfo,
                            values: [settingInfo, valueLabel]))
                ))
        }
        return evaluation.object(
            ProviderInstance(
                BuiltinProviders.configurationInfo,
                values: [try evaluation.dict(entries), try evaluation.dict([])]))
    }
}

extension PlatformDescription {
    /// Reads an instance of `PlatformInfo`; nothing if it is none.
    init?(_ info: Value) {
        guard let instance = info.native(as: ProviderInstance.self),
            instance.definition.id == .builtin("PlatformInfo"),
            let label = instance["label"], let configuration = instance["configuration"]
        else { return nil }
        self.init(
            name: label.asString ?? label.str, facts: ConfigurationFacts(configuration))
    }

    /// Makes an instance of `PlatformInfo`.
    func info(in evaluation: inout Evaluation) throws -> Value {
        let label = evaluation.string(name)
        return evaluation.object(
            ProviderInstance(
                BuiltinProviders.platformInfo,
                values: [label, try facts.info(in: &evaluation)]))
    }
}

extension ExecutionPlatformRegistration {
    /// Reads an instance of `ExecutionPlatformRegistrationInfo`.
    init(_ info: Value, of target: TargetLabel) throws(Diagnostic) {
        func platform(_ value: Value) throws(Diagnostic) -> Platform {
            guard let platform = Platform(value) else {
                throw .error(
                    "The `ExecutionPlatformRegistrationInfo` of `\(target)` lists "
                        + "`\(value.shortRepr)`, which is no `ExecutionPlatformInfo`")
            }
            return platform
        }
        let instance = info.native(as: ProviderInstance.self)
        var platforms: [Platform] = []
        if let elements = instance?["platforms"]?.asSequence {
            for element in elements { platforms.append(try platform(element)) }
        }
        let fallback: Fallback
        switch instance?["fallback"] {
        case nil: fallback = .unspecified
        case let value?:
            if value.isNone || value.asString == "use_unspecified" {
                fallback = .unspecified
            } else if value.asString == "error" {
                fallback = .error
            } else {
                fallback = .platform(try platform(value))
            }
        }
        self.init(
            platforms: platforms, fallback: fallback,
            marker: instance?["exec_marker_constraint"]?.asString)
    }
}

extension DependencyRollout {
    /// Reads an instance of `DepOnlyIncompatibleInfo`.
    static func all(
        in info: Value, of target: ProvidersLabel, _ cells: CellResolver
    ) throws(Diagnostic) -> [DependencyRollout] {
        let root = PackageLabel(cell: cells.rootCell, path: .base)
        func patterns(_ value: Value?) throws(Diagnostic) -> [TargetPattern] {
            var patterns: [TargetPattern] = []
            for text in (value?.asSequence).map({ $0.compactMap(\.asString) }) ?? [] {
                do throws(LabelError) {
                    patterns.append(try cells.pattern(text, in: root))
                } catch {
                    throw .error("The `DepOnlyIncompatibleInfo` of `\(target)`: \(error.message)")
                }
            }
            return patterns
        }
        var rollouts: [DependencyRollout] = []
        let instance = info.native(as: ProviderInstance.self)
        guard let categories = instance?["custom_soft_errors"]?.asDict else { return [] }
        for (category, value) in categories {
            guard let name = category.asString,
                let instance = value.native(as: ProviderInstance.self)
            else {
                throw .error(
                    "The `DepOnlyIncompatibleInfo` of `\(target)` has `\(value.shortRepr)` for "
                        + "`\(category.shortRepr)`, which is no `DepOnlyIncompatibleRollout`")
            }
            rollouts.append(
                DependencyRollout(
                    category: name, targets: try patterns(instance["target_patterns"]),
                    exclusions: try patterns(instance["exclusions"])))
        }
        return rollouts
    }
}

extension ExecutionPlatformRegistration.Platform {
    /// Reads an instance of `ExecutionPlatformInfo`; nothing if it is none.
    fileprivate init?(_ info: Value) {
        guard let instance = info.native(as: ProviderInstance.self),
            instance.definition.id == .builtin("ExecutionPlatformInfo"),
            let label = instance["label"]?.providersLabel,
            let configuration = instance["configuration"]
        else { return nil }
        self.init(
            target: label.target, facts: ConfigurationFacts(configuration),
            executor: ExecutorConfiguration(instance["executor_config"]))
    }
}

extension ExecutorConfiguration {
    /// Reads a `CommandExecutorConfig`.
    fileprivate init(_ config: Value?) {
        let instance = config?.native(as: ProviderInstance.self)
        func flag(_ name: String) -> Bool { instance?[name]?.asBool ?? false }
        var properties: [String: String] = [:]
        if let table = instance?["remote_execution_properties"]?.asDict {
            for (name, value) in table {
                if let name = name.asString { properties[name] = value.asString ?? value.str }
            }
        }
        self.init(
            runsLocally: flag("local_enabled"), runsRemotely: flag("remote_enabled"),
            remoteProperties: properties, uploadsResults: flag("allow_cache_uploads"))
    }
}
