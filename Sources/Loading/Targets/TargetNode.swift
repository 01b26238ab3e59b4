public import BuildModel
public import Diagnostics
public import Incremental
public import Starlark

/// A target as its BUCK file declares it: a rule and the values of its attributes.
public final class TargetNode: Sendable {
    /// The label.
    public let label: TargetLabel
    /// The rule that was called.
    public let rule: RuleDefinition
    /// The call that declared it.
    public let span: SourceSpan?
    /// The calls that led to its declaration, the outermost first; none if `span` says it all.
    private let calls: [Diagnostic.Frame]
    /// Who may depend on it.
    public let visibility: Visibility
    /// Whom it may depend on.
    public let withinView: Visibility
    /// Sets that users must be in besides, which `PACKAGE` files enforce.
    public let visibilityCaps: [Visibility]
    /// Keeps the heaps of the modules which the rule comes from.
    private let anchor: FrozenValue
    /// The values that were given, by the position of their attribute, in that order.
    let given: [(position: Int, value: AttributeValue)]
    /// Stands for the rule and the given values; the place of the call counts nothing.
    public let fingerprint: Fingerprint

    init(
        label: TargetLabel, rule: RuleDefinition, span: SourceSpan?,
        calls: [Diagnostic.Frame] = [], visibility: Visibility, withinView: Visibility,
        visibilityCaps: [Visibility] = [], given: [(position: Int, value: AttributeValue)],
        anchor: FrozenValue
    ) {
        self.label = label
        self.rule = rule
        self.span = span
        self.calls = calls
        self.visibility = visibility
        self.withinView = withinView
        self.visibilityCaps = visibilityCaps
        self.given = given
        self.anchor = anchor
        var fingerprinter = Fingerprinter()
        fingerprinter.combine(label.description)
        fingerprinter.combine(rule.fingerprint)
        for (position, value) in given {
            fingerprinter.combine(position)
            value.combine(into: &fingerprinter)
        }
        for cap in visibilityCaps {
            for text in cap.texts { fingerprinter.combine(text) }
        }
        self.fingerprint = fingerprinter.finish()
    }

    /// The calls under way when it was declared, the outermost first.
    public var callStack: [Diagnostic.Frame] {
        calls.isEmpty ? [Diagnostic.Frame(function: "<module>", span: span)] : calls
    }

    /// The function that makes actions and providers: `impl` of the rule.
    public var implementation: FrozenValue { anchor.part(rule.implementation) }

    /// The providers that dependencies in an attribute must have; `AttributeType.dependency`
    /// refers to them by position.
    public func requiredProviders(at position: Int) -> [FrozenValue] {
        rule.attributes[position].providers.map { anchor.part($0) }
    }

    /// The value of an attribute, given or its default; nil if the rule has no such attribute.
    public func value(_ attribute: String) -> AttributeValue? {
        rule.position(of: attribute).map(value(at:))
    }

    /// The value of the attribute at a position of `rule.attributes`, given or its default.
    public func value(at position: Int) -> AttributeValue {
        if let value = given.first(where: { $0.position == position })?.value { return value }
        guard let value = rule.attributes[position].defaultValue else {
            preconditionFailure("a target has a value for each attribute without a default")
        }
        return value
    }

    /// Whether the BUCK file gave the attribute a value.
    public func isGiven(_ attribute: String) -> Bool {
        guard let position = rule.position(of: attribute) else { return false }
        return given.contains { $0.position == position }
    }

    /// The positions of the attributes that the BUCK file gave values, in order.
    public var givenPositions: [Int] { given.map(\.position) }

    /// All attributes with their values, in the order of `rule.attributes`.
    public var attributes: [(definition: AttributeDefinition, value: AttributeValue)] {
        rule.attributes.indices.map { (rule.attributes[$0], value(at: $0)) }
    }
}
