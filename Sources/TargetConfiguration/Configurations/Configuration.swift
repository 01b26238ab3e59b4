public import BuildModel
import Incremental

/// The `constraint_setting` of a constraint, and what it is for configurations that do not say.
public struct ConstraintSetting: Sendable, Hashable, Comparable {
    /// The label of the setting.
    public let label: TargetLabel
    /// The value where a configuration has none; only those of `constraint()` targets have one.
    public let defaultValue: ProvidersLabel?

    /// Makes a setting.
    public init(label: TargetLabel, defaultValue: ProvidersLabel? = nil) {
        self.label = label
        self.defaultValue = defaultValue
    }

    /// Orders by label, then by default.
    public static func < (left: ConstraintSetting, right: ConstraintSetting) -> Bool {
        if left.label != right.label { return left.label < right.label }
        guard let other = right.defaultValue else { return false }
        return left.defaultValue.map { $0 < other } ?? true
    }
}

/// What a configuration, or the key of a `select()`, says: constraints and `.buckconfig` values.
public struct ConfigurationFacts: Sendable, Hashable {
    /// The value of each `constraint_setting` that has one.
    public let constraints: [ConstraintSetting: ProvidersLabel]
    /// The `.buckconfig` values to be met, by `section.key`; only keys of selects have any.
    public let values: [String: String]

    /// Makes facts.
    public init(constraints: [ConstraintSetting: ProvidersLabel], values: [String: String] = [:]) {
        self.constraints = constraints
        self.values = values
    }

    /// Nothing at all, which every configuration meets.
    public static let none = ConfigurationFacts(constraints: [:])

    /// The constraints in the order of their settings.
    public var sortedConstraints: [(setting: ConstraintSetting, value: ProvidersLabel)] {
        constraints.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// Whether these facts say all that `other` says, and more.
    func refines(_ other: ConfigurationFacts) -> Bool {
        constraints.count + values.count > other.constraints.count + other.values.count
            && other.constraints.allSatisfy { constraints[$0.key] == $0.value }
            && other.values.allSatisfy { values[$0.key] == $0.value }
    }

    /// Whether a configuration with the constraints `configured` has those of these facts.
    ///
    /// A setting that the configuration does not mention has its default.
    func areMet(by configured: ConfigurationFacts) -> Bool {
        constraints.allSatisfy { setting, value in
            (configured.constraints[setting] ?? setting.defaultValue) == value
        }
    }

    /// Adds the facts to what is hashed, whatever the order of the tables.
    func combine(into fingerprinter: inout Fingerprinter) {
        fingerprinter.combine(constraints.count)
        for (setting, value) in sortedConstraints {
            fingerprinter.combine(setting.label.description)
            fingerprinter.combine(setting.defaultValue?.description ?? "")
            fingerprinter.combine(value.description)
        }
        fingerprinter.combine(values.count)
        for (key, value) in values.sorted(by: { $0.key < $1.key }) {
            fingerprinter.combine(key)
            fingerprinter.combine(value)
        }
    }
}

/// A configuration: the constraints of a platform, and the label that stands for them.
public struct Configuration: Sendable, Hashable {
    /// The name, which is the label of the platform or what a transition calls it, and the hash of
    /// all that follows.
    public let label: ConfigurationLabel
    /// The constraints.
    public let facts: ConfigurationFacts
    /// Whether it was made from that of an execution platform which carries a marker.
    public let isExecutionPlatform: Bool

    /// The configuration of targets for which no platform was named or found.
    public static let unspecified = Configuration(unbound: .unspecified)

    /// Puts together what was a configuration before.
    init(label: ConfigurationLabel, facts: ConfigurationFacts, isExecutionPlatform: Bool) {
        self.label = label
        self.facts = facts
        self.isExecutionPlatform = isExecutionPlatform
    }

    /// Makes a configuration without constraints, of one of the labels that are not bound.
    init(unbound label: ConfigurationLabel) {
        precondition(!label.isBound, "the label stands for no constraints")
        self.init(label: label, facts: .none, isExecutionPlatform: false)
    }

    /// Makes the configuration of a platform.
    ///
    /// The hash depends on the name and the constraints only, and is the one that Buck2 computes,
    /// so that outputs lie at the same paths.
    ///
    /// - Parameters:
    ///   - name: The label of the platform, or what a transition calls its result.
    ///   - facts: The constraints.
    ///   - isExecutionPlatform: Whether it comes from an execution platform with a marker.
    public init(name: String, facts: ConfigurationFacts, isExecutionPlatform: Bool = false) {
        var hasher = PortableHasher()
        hasher.combine("Bound")
        hasher.combine(name)
        hasher.combine(UInt64(facts.constraints.count))
        for (setting, value) in facts.sortedConstraints {
            hasher.combine(setting.label)
            hasher.combine(setting.defaultValue != nil)
            if let fallback = setting.defaultValue { hasher.combine(fallback) }
            hasher.combine(value)
        }
        hasher.combine(isExecutionPlatform)
        self.init(
            label: ConfigurationLabel(name: name, hash: hasher.finish()), facts: facts,
            isExecutionPlatform: isExecutionPlatform)
    }

    /// What is wrong with the name of a configuration; nothing if all is well.
    ///
    /// It is printed in parentheses before a `#`, and read back.
    static func problem(ofName name: String) -> String? {
        if name.isEmpty { return "Configuration label is empty" }
        if name.utf8.count > 1000 { return "Configuration label is too long: \"\(name)\"" }
        let isPlain = name.utf8.allSatisfy { byte in
            byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "#") && byte != UInt8(ascii: "(")
                && byte != UInt8(ascii: ")")
        }
        guard isPlain else { return "Invalid characters in configuration label: \"\(name)\"" }
        let unbound: [ConfigurationLabel] = [
            .unspecified, .unbound, .unspecifiedExecution, .unboundExecution,
        ]
        guard !unbound.contains(where: { $0.name == name }) else {
            return "Configuration label must not be equal to builtin configuration label: \(name)"
        }
        return nil
    }

    /// Stands for the whole.
    var fingerprint: Fingerprint {
        var fingerprinter = Fingerprinter()
        fingerprinter.combine(label.description)
        facts.combine(into: &fingerprinter)
        fingerprinter.combine(isExecutionPlatform)
        return fingerprinter.finish()
    }
}
