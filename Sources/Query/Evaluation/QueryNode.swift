/// A target as queries see it.
public protocol QueryNode: Sendable {
    /// The target's name, by which results are told apart and printed.
    associatedtype Label: Hashable & Sendable & CustomStringConvertible

    /// The name of the target.
    var label: Label { get }

    /// The name of its rule, for `kind`.
    var ruleType: String { get }

    /// The file that defines it, for `buildfile`.
    var buildFile: String { get }

    /// The source files it names, for `inputs`.
    var inputs: [String] { get }

    /// The tests it names, for `testsof`.
    var tests: [Label] { get }

    /// All attributes in the order of output: those of the rule, and special ones, whose names
    /// start with `buck.`.
    var attributes: [(name: String, value: QueryAttribute)] { get }

    /// What it depends on, in the order of its attributes and without duplicates.
    func dependencies(_ edges: QueryEdges) -> [Label]

    /// One attribute.
    func attribute(_ name: String) -> QueryAttribute?
}

extension QueryNode {
    /// The first attribute of that name.
    public func attribute(_ name: String) -> QueryAttribute? {
        attributes.first { $0.name == name }?.value
    }
}

/// Which dependencies of a target.
public enum QueryEdges: String, Sendable, CaseIterable {
    /// All of them.
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

/// Where queries get targets from.
///
/// It may hold a borrowed context of the engine, hence is not copied, and lives as long as one
/// evaluation. Errors are diagnostics; those about a literal get its place in the query.
public protocol QueryEnvironment: ~Copyable, Sendable {
    /// The targets.
    associatedtype Node: QueryNode

    /// The targets that any of some patterns (`//a:b`, `//a/...`, an alias) match, in their order.
    func nodes(matching patterns: [String]) async throws -> [Node]

    /// The targets of these names, in their order.
    func nodes(at labels: [Node.Label]) async throws -> [Node]

    /// The files that a literal stands for, as paths within the project.
    func files(matching literal: String) async throws -> [String]

    /// The targets that have any of some files among their inputs, in the order of the files.
    func owners(of files: [String]) async throws -> [Node]

    /// The targets that some build files define.
    func nodes(definedIn buildFiles: [String]) async throws -> [Node]

    /// The build files of some targets and all files that they load, directly or not.
    func allBuildFiles(of nodes: [Node]) async throws -> [String]

    /// Those of the files in `universe` that load any of `files`, directly or not, or are one.
    func buildFiles(loading files: [String], within universe: [String]) async throws -> [String]
}
