/// A node of a transitive set, known by its identity.
public protocol TransitiveNode: AnyObject {
    /// The nodes below this one, left to right.
    var children: [Self] { get }
}

/// The order in which a transitive set is walked, each node once.
public enum TransitiveOrdering: String, Hashable, Sendable, CaseIterable {
    /// A node, then its children, depth first; a shared node where it was first reached.
    case preorder
    /// The children left to right, then their node.
    case postorder
    /// A node after all nodes that have it below them.
    case topological
    /// A node, then all its children, then all their children.
    case bfs
    /// A node, then its children left to right, depth first.
    case dfs

    /// Walks everything below `root`, `root` included, without recursion.
    public func visit<Node: TransitiveNode>(
        _ root: Node, _ body: (Node) throws -> Void
    ) rethrows {
        switch self {
        case .preorder: try visitPreorder(root, body)
        case .postorder: try visitPostorder(root, body)
        case .topological: try visitTopological(root, body)
        case .bfs: try visitBreadthFirst(root, body)
        case .dfs: try visitDepthFirst(root, body)
        }
    }

    private func visitPreorder<Node: TransitiveNode>(
        _ root: Node, _ body: (Node) throws -> Void
    ) rethrows {
        var stack = [root]
        var seen: Set<ObjectIdentifier> = []
        while let node = stack.popLast() {
            try body(node)
            for child in node.children.reversed()
            where seen.insert(ObjectIdentifier(child)).inserted {
                stack.append(child)
            }
        }
    }

    private func visitPostorder<Node: TransitiveNode>(
        _ root: Node, _ body: (Node) throws -> Void
    ) rethrows {
        var stack = [(node: root, isReady: false)]
        var seen: Set<ObjectIdentifier> = []
        while let (node, isReady) = stack.popLast() {
            if isReady {
                try body(node)
            } else if seen.insert(ObjectIdentifier(node)).inserted {
                stack.append((node, true))
                for child in node.children.reversed() { stack.append((child, false)) }
            }
        }
    }

    private func visitTopological<Node: TransitiveNode>(
        _ root: Node, _ body: (Node) throws -> Void
    ) rethrows {
        var uses: [ObjectIdentifier: Int] = [:]
        var stack = [root]
        while let node = stack.popLast() {
            for child in node.children.reversed() {
                let count = uses[ObjectIdentifier(child), default: 0]
                uses[ObjectIdentifier(child)] = count + 1
                if count == 0 { stack.append(child) }
            }
        }
        stack = [root]
        while let node = stack.popLast() {
            try body(node)
            for child in node.children.reversed() {
                let left = uses[ObjectIdentifier(child), default: 1] - 1
                uses[ObjectIdentifier(child)] = left
                if left == 0 { stack.append(child) }
            }
        }
    }

    private func visitBreadthFirst<Node: TransitiveNode>(
        _ root: Node, _ body: (Node) throws -> Void
    ) rethrows {
        var queue = [root]
        var next = 0
        var seen: Set<ObjectIdentifier> = []
        while next < queue.count {
            let node = queue[next]
            next += 1
            try body(node)
            for child in node.children where seen.insert(ObjectIdentifier(child)).inserted {
                queue.append(child)
            }
        }
    }

    private func visitDepthFirst<Node: TransitiveNode>(
        _ root: Node, _ body: (Node) throws -> Void
    ) rethrows {
        var stack = [root]
        var seen: Set<ObjectIdentifier> = []
        while let node = stack.popLast() {
            guard seen.insert(ObjectIdentifier(node)).inserted else { continue }
            try body(node)
            for child in node.children.reversed() where !seen.contains(ObjectIdentifier(child)) {
                stack.append(child)
            }
        }
    }
}
