public import BuildModel
import Diagnostics
public import Incremental
import Loading

/// What a command says about the configuration of the targets it names: part of the keys of what it
/// asks for.
public struct ConfigurationRequest: Sendable, Hashable {
    /// `--target-platforms`; nothing to let each target say.
    public let platform: TargetLabel?
    /// The modifiers, the last of those that contradict each other counting.
    public let modifiers: [String]
    /// Whether the modifiers follow the `?` of a pattern, rather than `--modifier`: they are then
    /// part of what the targets are called.
    public let isOfPattern: Bool

    /// Says what to build for.
    public init(
        platform: TargetLabel? = nil, modifiers: [String] = [], isOfPattern: Bool = false
    ) {
        self.platform = platform
        self.modifiers = modifiers
        self.isOfPattern = isOfPattern
    }

    /// That every target decides for itself.
    public static let standard = ConfigurationRequest()

    /// The same, with the modifiers of a pattern instead.
    public func withModifiers(ofPattern modifiers: [String]) -> ConfigurationRequest {
        ConfigurationRequest(platform: platform, modifiers: modifiers, isOfPattern: true)
    }
}

extension ConfigurationRequest: CustomStringConvertible {
    /// `?a+b`, and the platform if there is one; nothing if nothing is said.
    public var description: String {
        (modifiers.isEmpty ? "" : "?" + modifiers.joined(separator: "+"))
            + (platform.map { " for \($0)" } ?? "")
    }
}

extension Context {
    /// The configuration in which a command builds a target.
    ///
    /// That is, with modifiers applied, the platform of the request, else of the target's
    /// `default_target_platform`, else of `parser.target_platform_detector_spec`. Targets of
    /// configuration rules are not bound to any.
    ///
    /// - Parameters:
    ///   - target: The target.
    ///   - request: What the command says.
    /// - Returns: The target with that configuration, and if it is a toolchain, with that of the
    ///   first execution platform that fits.
    /// - Throws: A diagnostic if the target or the platform does not exist.
    public borrowing func configuredLabel(
        of target: TargetLabel, as request: ConfigurationRequest = .standard
    ) async throws -> ConfiguredTargetLabel {
        let node = try await targetNode(target)
        guard !node.rule.isConfiguration else {
            return ConfiguredTargetLabel(target: target, configuration: .unbound)
        }
        var platform = request.platform
        if platform == nil,
            case .dependency(let label, _) = node.value("default_target_platform")
        {
            platform = label.target
        }
        if platform == nil {
            platform = try await self.request(DefaultPlatformKey(package: target.package))
        }
        let base =
            if let platform { try await self.platform(platform) } else {
                ConfigurationLabel.unspecified
            }
        let configuration: ConfigurationLabel
        do {
            configuration = try await modified(base, for: node, .command(request.modifiers))
        } catch {
            throw error.within(.step("Resolving modifiers for target `\(target)`"))
        }
        let label = ConfiguredTargetLabel(target: target, configuration: configuration)
        guard node.rule.isToolchain else { return label }
        let execution = try await toolchainExecution(of: label, node)
        return ConfiguredTargetLabel(
            target: target, configuration: configuration, execution: execution)
    }

    /// What a toolchain that nobody uses runs on.
    private borrowing func toolchainExecution(
        of label: ConfiguredTargetLabel, _ node: TargetNode
    ) async throws -> ConfigurationLabel {
        let needs = try await lend { context in
            try await TargetConfiguring(label: label, node: node).executionNeeds(in: context)
        }
        guard try await executionPlatforms() != nil else { return label.configuration }
        return try await self.request(
            ExecutionResolutionKey(cell: label.target.package.cell, needs: needs)
        ).configuration
    }
}
