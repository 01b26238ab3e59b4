public import BuildModel
public import Incremental
import Starlark

/// What a call of `rule()` made, once its module is frozen.
///
/// Unchecked: all but two kinds of its members are `Sendable`. The implementation and the provider
/// requirements are values of a frozen heap, which nobody writes. They are valid while that heap
/// lives, so they are reached through a `TargetNode` only, which keeps the heaps of all modules
/// that its package loads.
public final class RuleDefinition: @unchecked Sendable {
    /// The name of the global it was assigned to, which queries call its kind.
    public let name: String
    /// The module that defines it.
    public let module: CellPath
    /// The function that makes actions and providers: `impl`.
    let implementation: Value
    /// The attributes: first those of every rule, then the declared ones, in their order.
    public let attributes: [AttributeDefinition]
    /// What it says of all its targets.
    public let traits: RuleTraits
    /// Of what `anon_rule()` made: the artifacts that can be named before its target is analysed,
    /// each with the function that finds it among the providers.
    let artifactPromises: [(name: String, function: Value)]?
    /// What the rule's author says about it.
    public let documentation: String
    /// Stands for everything the rule's behaviour follows from: its module and all that it loads.
    public let fingerprint: Fingerprint
    /// The positions of the attributes whose defaults refer to targets or files.
    let referringDefaults: [Int]
    /// Whether attributes can give its targets plugins.
    public let mayHavePlugins: Bool
    private let positions: [String: Int]
    private let implicitCount: Int

    init(
        name: String, module: CellPath, implementation: Value,
        declared: [AttributeDefinition], traits: RuleTraits, documentation: String,
        moduleFingerprint: Fingerprint,
        artifactPromises: [(name: String, function: Value)]? = nil
    ) {
        self.artifactPromises = artifactPromises
        self.name = name
        self.module = module
        self.implementation = implementation
        let implicit = ImplicitAttribute.definitions(for: traits)
        self.attributes = implicit + declared
        self.implicitCount = implicit.count
        self.traits = traits
        self.documentation = documentation
        var fingerprinter = Fingerprinter()
        fingerprinter.combine(moduleFingerprint)
        fingerprinter.combine(name)
        self.fingerprint = fingerprinter.finish()
        var positions: [String: Int] = [:]
        for (position, attribute) in attributes.enumerated() {
            positions[attribute.name] = position
        }
        self.positions = positions
        mayHavePlugins = declared.contains { $0.type.mayHavePlugins }
        referringDefaults = attributes.enumerated().filter { $0.element.refersByDefault }
            .map(\.offset)
    }

    /// The attributes that the rule itself declares, which its implementation sees.
    public var declaredAttributes: ArraySlice<AttributeDefinition> {
        attributes[implicitCount...]
    }

    /// The attributes that every rule has, of which `name` is the first.
    public var implicitAttributes: ArraySlice<AttributeDefinition> { attributes[..<implicitCount] }

    /// Whether targets of it may be the value of `attrs.toolchain_dep`.
    public var isToolchain: Bool { traits.isToolchain }

    /// Whether its targets are parts of configurations, and are configured by none themselves.
    public var isConfiguration: Bool { traits.isConfiguration }

    /// The position of an attribute in `attributes`, if the rule has it.
    public func position(of attribute: String) -> Int? { positions[attribute] }
}

/// One attribute of a rule.
///
/// Unchecked: see `RuleDefinition` about the provider requirements.
public struct AttributeDefinition: @unchecked Sendable {
    /// The name.
    public let name: String
    /// What it accepts.
    public let type: AttributeType
    /// Its value when none is given; nothing if one has to be.
    public let defaultValue: AttributeValue?
    /// Whether a value may never be given: `attrs.default_only`.
    public let isDefaultOnly: Bool
    /// What the rule's author says about it.
    public let documentation: String
    /// The provider requirements which `type` refers to by position.
    let providers: [Value]

    init(
        name: String, type: AttributeType, defaultValue: AttributeValue?,
        isDefaultOnly: Bool = false, documentation: String = "", providers: [Value] = []
    ) {
        self.name = name
        self.type = type
        self.defaultValue = defaultValue
        self.isDefaultOnly = isDefaultOnly
        self.documentation = documentation
        self.providers = providers
    }

    /// Whether the default names a target or a file.
    fileprivate var refersByDefault: Bool {
        var refers = false
        defaultValue?.forEachLeaf { _ in refers = true }
        return refers
    }
}
