/// Targets without duplicates, in the order in which they were found.
public struct TargetSet<Node: QueryNode>: Sendable {
    private var indices: [Node.Label: Int] = [:]

    /// The targets in order.
    public private(set) var nodes: [Node] = []

    /// No targets.
    public init() {}

    /// The targets of a sequence, each where it comes first.
    public init(_ nodes: some Sequence<Node>) {
        for node in nodes { insert(node) }
    }

    /// The labels in order.
    public var labels: [Node.Label] { nodes.map(\.label) }

    /// How many targets there are.
    public var count: Int { nodes.count }

    /// Whether a target is in it.
    public func contains(_ label: Node.Label) -> Bool { indices[label] != nil }

    /// The target of a name.
    public subscript(label: Node.Label) -> Node? { indices[label].map { nodes[$0] } }

    /// Adds a target at the end, unless it is there.
    public mutating func insert(_ node: Node) {
        guard indices[node.label] == nil else { return }
        indices[node.label] = nodes.count
        nodes.append(node)
    }

    /// These targets, then those of another set that are not among them.
    public func union(_ other: TargetSet) -> TargetSet { TargetSet(nodes + other.nodes) }

    func filter(_ isIncluded: (Node) throws -> Bool) rethrows -> TargetSet {
        TargetSet(try nodes.filter(isIncluded))
    }
}

/// Files without duplicates, in the order in which they were found.
public struct FileSet: Hashable, Sendable {
    private var known: Set<String> = []

    /// The paths in order.
    public private(set) var paths: [String] = []

    /// The files of a sequence, each where it comes first.
    public init(_ paths: some Sequence<String>) {
        for path in paths where known.insert(path).inserted { self.paths.append(path) }
    }

    /// Whether a file is in it.
    public func contains(_ path: String) -> Bool { known.contains(path) }

    func filter(_ isIncluded: (String) throws -> Bool) rethrows -> FileSet {
        FileSet(try paths.filter(isIncluded))
    }
}
