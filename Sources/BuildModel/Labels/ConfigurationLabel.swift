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
    public static let unspecified = ConfigurationLabel(name: "<unspecified>", hash: 0)

    /// The hash as 16 hexadecimal digits, which is the folder's name in output paths.
    public var hashText: String {
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// `prelude//platforms:default#0123456789abcdef`, or the bare name if it is unspecified.
    public var description: String {
        self == .unspecified ? name : "\(name)#\(hashText)"
    }

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

    /// Creates a label.
    public init(target: TargetLabel, configuration: ConfigurationLabel) {
        self.target = target
        self.configuration = configuration
    }

    /// `root//a:b (prelude//platforms:default#0123456789abcdef)`.
    public var description: String { "\(target) (\(configuration))" }

    /// Orders by target, then by configuration.
    public static func < (left: ConfiguredTargetLabel, right: ConfiguredTargetLabel) -> Bool {
        left.target == right.target
            ? left.configuration < right.configuration : left.target < right.target
    }
}

/// A sub-target in a configuration: `cell//path:name[sub] (platform#hash)`.
public struct ConfiguredProvidersLabel: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The target and sub-target before they were configured.
    public let providers: ProvidersLabel
    /// The configuration.
    public let configuration: ConfigurationLabel

    /// Creates a label.
    public init(providers: ProvidersLabel, configuration: ConfigurationLabel) {
        self.providers = providers
        self.configuration = configuration
    }

    /// The configured target whose providers, or those of a sub-target, are meant.
    public var target: ConfiguredTargetLabel {
        ConfiguredTargetLabel(target: providers.target, configuration: configuration)
    }

    /// `root//a:b[x] (prelude//platforms:default#0123456789abcdef)`.
    public var description: String { "\(providers) (\(configuration))" }

    /// Orders by target and sub-target, then by configuration.
    public static func < (left: ConfiguredProvidersLabel, right: ConfiguredProvidersLabel) -> Bool {
        left.providers == right.providers
            ? left.configuration < right.configuration : left.providers < right.providers
    }
}
