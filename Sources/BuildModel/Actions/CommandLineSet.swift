/// One projection of a transitive set: the arguments of a node, and its children.
///
/// Sets of thousands of libraries share their nodes; whoever needs all arguments walks the graph
/// and sees each node once, so memory grows with the number of nodes and not with its square.
public final class CommandLineSet: TransitiveNode, Sendable {
    /// What tells a set from all others, in every process.
    public struct Identity: Hashable, Sendable {
        /// The evaluation that made it.
        public let owner: AnalysisOwner
        /// Its place among the sets of that evaluation, from 0.
        public let index: Int

        /// Names a set.
        public init(owner: AnalysisOwner, index: Int) {
            self.owner = owner
            self.index = index
        }

        /// A part of the label is as good as all of it for a table.
        public func hash(into hasher: inout Hasher) {
            hasher.combine(owner.target.name)
            hasher.combine(index)
        }
    }

    /// What tells it from others, so that many command lines can name it.
    public let identity: Identity
    /// The arguments of this node; `nil` for a node without a value.
    public let value: CommandLine?
    /// Whether an output is named in this node or below.
    public let containsOutputs: Bool
    /// The children, which nobody but `deinit` writes.
    ///
    /// No one else can hold the node then, and it is read-only before that, which is what makes
    /// sharing it between threads sound.
    private nonisolated(unsafe) var links: [CommandLineSet]

    /// Makes a node.
    public init(value: CommandLine?, children: [CommandLineSet], identity: Identity) {
        self.identity = identity
        self.value = value
        self.links = children
        containsOutputs =
            value?.containsOutputs == true || children.contains(where: \.containsOutputs)
    }

    /// The sets below this one, left to right.
    public var children: [CommandLineSet] { links }

    /// Releases long chains in a loop: releasing them recursively would exhaust the stack.
    deinit {
        var pending = links
        links = []
        while var node = pending.popLast() {
            guard isKnownUniquelyReferenced(&node) else { continue }
            pending += node.links
            node.links = []
        }
    }
}
