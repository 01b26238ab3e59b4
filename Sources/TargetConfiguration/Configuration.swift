public import BuildModel
import Incremental

/// What a configuration, or the key of a `select()`, says: constraints and `.buckconfig` values.
public struct ConfigurationFacts: Sendable, Hashable {
    /// The value of each `constraint_setting` that has one.
    public let constraints: [TargetLabel: ProvidersLabel]
    /// The `.buckconfig` values to be met, by `section.key`; only keys of selects have any.
    public let values: [String: String]

    /// Makes facts.
    public init(constraints: [TargetLabel: ProvidersLabel], values: [String: String] = [:]) {
        self.constraints = constraints
        self.values = values
    }

    /// Nothing at all, which every configuration meets.
    public static let none = ConfigurationFacts(constraints: [:])

    /// Whether these facts say all that `other` says, and more.
    func refines(_ other: ConfigurationFacts) -> Bool {
        constraints.count + values.count > other.constraints.count + other.values.count
            && other.constraints.allSatisfy { constraints[$0.key] == $0.value }
            && other.values.allSatisfy { values[$0.key] == $0.value }
    }

    /// Adds the facts to what is hashed, whatever the order of the tables.
    func combine(into fingerprinter: inout Fingerprinter) {
        fingerprinter.combine(constraints.count)
        for (setting, value) in constraints.sorted(by: { $0.key < $1.key }) {
            fingerprinter.combine(setting.description)
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
    /// The name, which is the label of the platform, and the hash of the constraints.
    public let label: ConfigurationLabel
    /// The constraints.
    public let facts: ConfigurationFacts

    /// The configuration without a platform, in which targets of configuration rules live.
    public static let unspecified = Configuration(label: .unspecified, facts: .none)

    /// Puts together what was a configuration before.
    init(label: ConfigurationLabel, facts: ConfigurationFacts) {
        self.label = label
        self.facts = facts
    }

    /// Makes the configuration of a platform.
    ///
    /// The hash depends on the constraints only, so that it is stable from machine to machine.
    public init(platform: TargetLabel, facts: ConfigurationFacts) {
        var fingerprinter = Fingerprinter()
        facts.combine(into: &fingerprinter)
        self.init(
            label: ConfigurationLabel(
                name: platform.description, hash: fingerprinter.finish().low),
            facts: facts)
    }
}
