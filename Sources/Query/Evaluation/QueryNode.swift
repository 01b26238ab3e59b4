/// A node of the graph that is asked about: a target, or an action, as queries see it.
public protocol QueryNode: Sendable {
    /// The node's name, by which results are told apart and printed.
    associatedtype Label: Hashable & Sendable & CustomStringConvertible

    /// The name of the node.
    var label: Label { get }

    /// What `filter` looks at: the name without the configuration.
    var filterName: String { get }

    /// The name of its rule, for `kind`.
    var ruleType: String { get }

    /// The file that defines it, for `buildfile`.
    var buildFile: String { get }

    /// The source files it names, for `inputs`.
    var inputs: [String] { get }

    /// The tests it names, for `testsof`.
    var tests: [Label] { get }

    /// What the system knows of it besides; the names start with `buck.`.
    var specialAttributes: [(name: String, value: QueryAttribute)] { get }

    /// The attributes of its rule in the order of output.
    var attributes: [(name: String, value: QueryAttribute)] { get }

    /// Those attributes that are not left at their defaults.
    var givenAttributes: [(name: String, value: QueryAttribute)] { get }

    /// The calls that declared it, as a traceback; nil if there are none.
    var callStack: String? { get }

    /// What it depends on, in the order of its attributes and without duplicates.
    func dependencies(_ edges: QueryEdges) -> [Label]

    /// One attribute of its rule.
    func attribute(_ name: String) -> QueryAttribute?
}

extension QueryNode {
    /// The name itself.
    public var filterName: String { label.description }

    /// All attributes.
    public var givenAttributes: [(name: String, value: QueryAttribute)] { attributes }

    /// None.
    public var callStack: String? { nil }

    /// The first attribute of that name.
    public func attribute(_ name: String) -> QueryAttribute? {
        attributes.first { $0.name == name }?.value
    }

    /// An attribute of the rule, or a special one.
    func anyAttribute(_ name: String) -> QueryAttribute? {
        attribute(name) ?? specialAttributes.first { $0.name == name }?.value
    }
}

/// Which dependencies of a target.
public enum QueryEdges: String, Sendable, CaseIterable {
    /// All of them, but for those that only configurations are made of.
    case all = "first_order_deps"
    /// Those built for the target's own configuration.
    case target = "target_deps"
    /// Those built to be run during the build.
    case exec = "exec_deps"
    /// Those that `select` and constraints refer to.
    case configuration = "configuration_deps"
    /// Toolchains.
    case toolchain = "toolchain_deps"
}
