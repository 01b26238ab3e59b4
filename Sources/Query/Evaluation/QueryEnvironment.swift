/// Where queries get the nodes of one of the graphs from.
///
/// It may hold a borrowed context of the engine, hence is not copied, and lives as long as one
/// evaluation. Errors are diagnostics; those about a literal get its place in the query.
public protocol QueryEnvironment: ~Copyable, Sendable {
    /// The nodes.
    associatedtype Node: QueryNode

    /// Whether nodes that cannot be loaded are left out where a traversal or a recursive pattern
    /// meets them; those that are named have to be there.
    var allowsPartialGraph: Bool { get }

    /// Whether a function has an answer in this graph.
    func supports(_ function: QueryFunction) -> Bool

    /// The nodes that any of some patterns (`//a:b`, `//a/...`, an alias) match, in their order.
    func nodes(matching patterns: [String]) async throws -> [Node]

    /// The nodes of these names, in their order.
    func nodes(at labels: [Node.Label]) async throws -> [Node]

    /// The nodes of these names, in their order; nil for each that cannot be loaded.
    func loadableNodes(at labels: [Node.Label]) async throws -> [Node?]

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

    /// The source files that nodes name, those in folders that they name among them.
    func inputs(of nodes: [Node]) async throws -> [String]

    /// The targets whose artifacts are on the class paths of nodes.
    ///
    /// - Parameters:
    ///   - nodes: Whose class paths are meant.
    ///   - isFirstOrder: Whether only what a node needs to be compiled counts.
    /// - Returns: The targets, those nearest to the nodes first.
    /// - Throws: What is wrong with a node.
    func classpath(of nodes: [Node], isFirstOrder: Bool) async throws -> [Node]

    /// The actions that make what the `DefaultInfo` of targets names.
    func allOutputs(of nodes: [Node]) async throws -> [Node]

    /// The actions that the rules of targets declare.
    func allActions(of nodes: [Node]) async throws -> [Node]
}

extension QueryEnvironment where Self: ~Copyable {
    /// No.
    public var allowsPartialGraph: Bool { false }

    /// All functions but those about actions, and those of attributes.
    public func supports(_ function: QueryFunction) -> Bool {
        !function.isOfActions && !function.isOfAttributes
    }

    /// All of them.
    public func loadableNodes(at labels: [Node.Label]) async throws -> [Node?] {
        try await nodes(at: labels)
    }

    /// What the nodes themselves say.
    public func inputs(of nodes: [Node]) async throws -> [String] { nodes.flatMap(\.inputs) }

    /// Nothing: only queries in attributes know.
    public func classpath(of nodes: [Node], isFirstOrder: Bool) async throws -> [Node] { [] }

    /// Nothing: only the graph of actions knows.
    public func allOutputs(of nodes: [Node]) async throws -> [Node] { [] }

    /// Nothing: only the graph of actions knows.
    public func allActions(of nodes: [Node]) async throws -> [Node] { [] }
}
