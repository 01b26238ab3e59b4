public import BuildModel
import Diagnostics
public import Incremental
import Loading

/// The configuration of a platform target.
struct PlatformKey: Key {
    let label: TargetLabel

    var description: String { "platform(\(label))" }

    func compute(in context: borrowing Context) async throws -> Configuration {
        let providers = context.resources[ConfigurationProvidersResource.self]
        return Configuration(
            platform: label, facts: try await providers.platform(label, in: context))
    }

    static func fingerprint(_ output: Configuration) -> Fingerprint? { output.fingerprint }
}

/// The platform of this machine, which is both built for and built on unless a target or a
/// command says otherwise.
struct HostPlatformKey: Key {
    var description: String { "host-platform" }

    func compute(in context: borrowing Context) async throws -> Configuration {
        guard let cell = try await context.cells().prelude else { return .unspecified }
        let package = PackageLabel(cell: cell, path: RelativePath(unchecked: "platforms"))
        guard try await context.hasPackage(at: package),
            try await context.package(at: package).target("default") != nil
        else { return .unspecified }
        return try await context.request(
            PlatformKey(label: TargetLabel(package: package, name: "default")))
    }

    static func fingerprint(_ output: Configuration) -> Fingerprint? { output.fingerprint }
}

/// The facts behind a configuration's label.
struct ConfigurationKey: Key {
    let label: ConfigurationLabel

    var description: String { "configuration(\(label))" }

    func compute(in context: borrowing Context) async throws -> Configuration {
        guard label != .unspecified else { return .unspecified }
        let cells = try await context.cells()
        let platform: TargetLabel
        do throws(LabelError) {
            platform = try cells.targetLabel(
                label.name, in: PackageLabel(cell: cells.rootCell, path: .base))
        } catch {
            throw Diagnostic.error("Unknown configuration `\(label)`: \(error.message)")
        }
        let configuration = try await context.request(PlatformKey(label: platform))
        guard configuration.label == label else {
            throw Diagnostic.error(
                "Unknown configuration `\(label)`: platform `\(platform)` is now "
                    + "`\(configuration.label)`")
        }
        return configuration
    }

    static func fingerprint(_ output: Configuration) -> Fingerprint? { output.fingerprint }
}

extension Configuration {
    fileprivate var fingerprint: Fingerprint {
        var fingerprinter = Fingerprinter()
        fingerprinter.combine(label.description)
        facts.combine(into: &fingerprinter)
        return fingerprinter.finish()
    }
}

extension Context {
    /// The platform of this machine: `prelude//platforms:default`, if there is such a target.
    public borrowing func hostPlatform() async throws -> Configuration {
        try await request(HostPlatformKey())
    }

    /// The constraints behind the label of a configuration.
    ///
    /// - Throws: A diagnostic if no platform makes such a configuration.
    public borrowing func configuration(
        _ label: ConfigurationLabel
    ) async throws -> Configuration {
        try await request(ConfigurationKey(label: label))
    }

    /// The configuration in which a command builds a target.
    ///
    /// - Parameters:
    ///   - target: The target.
    ///   - platform: What the command says; without it the target's `default_target_platform`,
    ///     else the platform of this machine. Targets of configuration rules have none.
    /// - Returns: The target with that configuration.
    /// - Throws: A diagnostic if the target or the platform does not exist.
    public borrowing func configuredLabel(
        of target: TargetLabel, platform: TargetLabel? = nil
    ) async throws -> ConfiguredTargetLabel {
        let node = try await targetNode(target)
        guard !node.rule.isConfiguration else {
            return ConfiguredTargetLabel(target: target, configuration: .unspecified)
        }
        var chosen = platform
        if chosen == nil, case .label(let label) = node.value("default_target_platform") {
            chosen = label.target
        }
        let configuration =
            if let chosen {
                try await request(PlatformKey(label: chosen))
            } else {
                try await hostPlatform()
            }
        return ConfiguredTargetLabel(target: target, configuration: configuration.label)
    }
}
