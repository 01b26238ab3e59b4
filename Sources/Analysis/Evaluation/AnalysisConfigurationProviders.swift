public import BuildModel
import Diagnostics
public import Incremental
import Starlark
public import TargetConfiguration

/// Tells configuring what `config_setting`, `constraint_value` and `platform` targets provide.
public struct AnalysisConfigurationProviders: ConfigurationProviders {
    /// Makes the conformer that the composition root hands to configuring.
    public init() {}

    /// Reads the `ConfigurationInfo` of a target.
    public func facts(
        of label: ProvidersLabel, in context: borrowing Context
    ) async throws -> ConfigurationFacts {
        let collection = try await context.analysis(of: unconfigured(label.target))
            .providers(of: label)
        guard let info = collection[.builtin("ConfigurationInfo")] else {
            throw Diagnostic.error(
                "`\(label)` is used as a condition, but it provides no `ConfigurationInfo`",
                help: ["`config_setting` and `constraint_value` targets provide one"])
        }
        return withExtendedLifetime(info) { ConfigurationFacts(info.value) }
    }

    /// Reads the configuration in the `PlatformInfo` of a target.
    public func platform(
        _ label: TargetLabel, in context: borrowing Context
    ) async throws -> ConfigurationFacts {
        let collection = try await context.analysis(of: unconfigured(label)).providers
        guard
            let configuration = collection[.builtin("PlatformInfo"), "configuration"]
        else {
            throw Diagnostic.error(
                "`\(label)` is used as a platform, but it provides no `PlatformInfo`",
                help: ["`platform` targets provide one"])
        }
        return withExtendedLifetime(configuration) { ConfigurationFacts(configuration.value) }
    }

    private func unconfigured(_ target: TargetLabel) -> ConfiguredTargetLabel {
        ConfiguredTargetLabel(target: target, configuration: .unspecified)
    }
}

extension ConfigurationFacts {
    /// Reads an instance of `ConfigurationInfo`; what is not of its types is left out.
    fileprivate init(_ info: Value) {
        let instance = info.native(as: ProviderInstance.self)
        var constraints: [TargetLabel: ProvidersLabel] = [:]
        if let table = instance?["constraints"]?.asDict {
            for (setting, value) in table {
                guard let setting = setting.native(as: TargetLabelObject.self)?.label,
                    let label = value.native(as: ProviderInstance.self)?["label"]?
                        .native(as: TargetLabelObject.self)?.label
                else { continue }
                constraints[setting] = ProvidersLabel(target: label)
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
}
