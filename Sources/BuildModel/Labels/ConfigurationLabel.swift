/// The name of a configuration: where it comes from, and a hash of all of its constraints.
public struct ConfigurationLabel: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The label of the platform that made it, or another short name.
    public let name: String
    /// The hash of its constraints and configuration values.
    public let hash: UInt64

    /// Creates a label.
    public init(name: String, hash: UInt64) {
        self.name = name
        self.hash = hash
    }

    /// The configuration of targets for which no platform was named or found.
    public static let unspecified = ConfigurationLabel(
        name: "<unspecified>", hash: 0x1ef7_8538_d859_8cb2)

    /// The configuration in which targets that make up configurations are analysed.
    public static let unbound = ConfigurationLabel(name: "<unbound>", hash: 0x583a_d1f0_a8d0_8fe2)

    /// The configuration of what is run for a target that has no execution platform.
    public static let unspecifiedExecution = ConfigurationLabel(
        name: "<unspecified_exec>", hash: 0xf754_a0cf_a2ea_404f)

    /// The configuration of what is run for a target whose execution platform is not chosen yet.
    public static let unboundExecution = ConfigurationLabel(
        name: "<unbound_exec>", hash: 0x6c15_e0a4_142c_8717)

    /// Whether it stands for constraints; the four that do not are not told apart by a hash.
    public var isBound: Bool {
        switch hash {
        case Self.unspecified.hash, Self.unbound.hash, Self.unspecifiedExecution.hash,
            Self.unboundExecution.hash:
            false
        default: true
        }
    }

    /// The hash as 16 hexadecimal digits, which is the folder's name in output paths.
    public var hashText: String {
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// `prelude//platforms:default#0123456789abcdef`, or the bare name if it is not bound.
    public var description: String { isBound ? "\(name)#\(hashText)" : name }

    /// Orders by name, then by hash.
    public static func < (left: ConfigurationLabel, right: ConfigurationLabel) -> Bool {
        left.name == right.name ? left.hash < right.hash : left.name < right.name
    }
}

/// A target in a configuration: `cell//path:name (platform#hash)`.
public struct ConfiguredTargetLabel: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The target before it was configured.
    public let target: TargetLabel
    /// The configuration.
    public let configuration: ConfigurationLabel
    /// The configuration of what a toolchain runs, which is that of its user; nothing for targets
    /// of other rules, which choose an execution platform themselves.
    public let execution: ConfigurationLabel?

    /// Creates a label.
    public init(
        target: TargetLabel, configuration: ConfigurationLabel,
        execution: ConfigurationLabel? = nil
    ) {
        self.target = target
        self.configuration = configuration
        self.execution = execution
    }

    /// `root//a:b (prelude//platforms:default#0123456789abcdef)`, for a toolchain with a second
    /// configuration in parentheses.
    public var description: String {
        "\(target) (\(configuration))" + (execution.map { " (\($0))" } ?? "")
    }

    /// Orders by target, then by configuration.
    public static func < (left: ConfiguredTargetLabel, right: ConfiguredTargetLabel) -> Bool {
        if left.target != right.target { return left.target < right.target }
        if left.configuration != right.configuration {
            return left.configuration < right.configuration
        }
        guard let other = right.execution else { return false }
        return left.execution.map { $0 < other } ?? true
    }
}

/// A sub-target in a configuration: `cell//path:name[sub] (platform#hash)`.
public struct ConfiguredProvidersLabel: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The target and sub-target before they were configured.
    public let providers: ProvidersLabel
    /// The configuration.
    public let configuration: ConfigurationLabel
    /// The configuration of what a toolchain runs; nothing for targets of other rules.
    public let execution: ConfigurationLabel?

    /// Creates a label.
    public init(
        providers: ProvidersLabel, configuration: ConfigurationLabel,
        execution: ConfigurationLabel? = nil
    ) {
        self.providers = providers
        self.configuration = configuration
        self.execution = execution
    }

    /// Names a configured target, or a sub-target of it.
    public init(_ target: ConfiguredTargetLabel, subTargets: [String] = []) {
        self.init(
            providers: ProvidersLabel(target: target.target, subTargets: subTargets),
            configuration: target.configuration, execution: target.execution)
    }

    /// The configured target whose providers, or those of a sub-target, are meant.
    public var target: ConfiguredTargetLabel {
        ConfiguredTargetLabel(
            target: providers.target, configuration: configuration, execution: execution)
    }

    /// `root//a:b[x] (prelude//platforms:default#0123456789abcdef)`.
    public var description: String {
        "\(providers) (\(configuration))" + (execution.map { " (\($0))" } ?? "")
    }

    /// Orders by target and sub-target, then by configuration.
    public static func < (left: ConfiguredProvidersLabel, right: ConfiguredProvidersLabel) -> Bool {
        left.providers == right.providers
            ? left.target < right.target : left.providers < right.providers
    }
}
