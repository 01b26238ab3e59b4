/// Targets and their edges, by numbers in the order in which they were found.
struct TargetGraph<Node: QueryNode> {
    private(set) var nodes: [Node]
    private var indices: [Node.Label: Int] = [:]
    private var children: [[Int]]
    /// What was found but not loaded yet; its numbers follow those of `nodes`.
    private(set) var pending: [Node.Label] = []

    init(_ roots: TargetSet<Node>) {
        nodes = roots.nodes
        children = Array(repeating: [], count: roots.count)
        for (index, label) in roots.labels.enumerated() { indices[label] = index }
    }

    /// Adds edges from a node.
    mutating func add(_ labels: [Node.Label], to index: Int) {
        for label in labels {
            let child = indices[label] ?? nodes.count + pending.count
            if child == nodes.count + pending.count {
                indices[label] = child
                pending.append(label)
            }
            children[index].append(child)
        }
    }

    /// Provides the nodes for `pending`; an edge to one that is nil goes.
    mutating func fill(_ loaded: [Node?]) {
        precondition(loaded.count == pending.count, "an environment gives a node for each label")
        let start = nodes.count
        if loaded.contains(where: { $0 == nil }) { removeEdges(to: loaded, start) }
        nodes += loaded.compactMap(\.self)
        children += Array(repeating: [], count: nodes.count - start)
        pending = []
    }

    private mutating func removeEdges(to loaded: [Node?], _ start: Int) {
        var numbers: [Int?] = []
        var count = start
        for (node, label) in zip(loaded, pending) {
            numbers.append(node == nil ? nil : count)
            indices[label] = numbers.last ?? nil
            if node != nil { count += 1 }
        }
        for index in children.indices {
            children[index] = children[index].compactMap { $0 < start ? $0 : numbers[$0 - start] }
        }
    }

    /// The nodes reachable from some labels, each after what it has edges to.
    ///
    /// The order is Buck2's: with an explicit stack, the last root and the last child come first.
    /// With a depth, only nodes at most so many edges away and the edges among them.
    func postorder(from labels: [Node.Label], depth: Int? = nil) -> [Node] {
        let roots = labels.compactMap { indices[$0] }
        let within = depth.map { reachable(from: roots, depth: $0) }
        var found: [Node] = []
        var isVisited = Array(repeating: false, count: nodes.count)
        var work = roots.map { (index: $0, isDone: false) }
        while let (index, isDone) = work.popLast() {
            if isDone {
                found.append(nodes[index])
                continue
            }
            if isVisited[index] { continue }
            isVisited[index] = true
            work.append((index, true))
            for child in children[index] where !isVisited[child] {
                if within?.contains(child) ?? true { work.append((child, false)) }
            }
        }
        return found
    }

    /// The same nodes with edges turned round, numbered and linked in the order in which a
    /// depth-first walk from some labels meets them.
    func reversed(_ labels: [Node.Label]) -> TargetGraph {
        var order: [Int] = []
        var numbers: [Int: Int] = [:]
        for root in labels.compactMap({ indices[$0] }) {
            var work = [root]
            while let index = work.popLast() {
                guard numbers[index] == nil else { continue }
                numbers[index] = order.count
                order.append(index)
                work += children[index].reversed()
            }
        }
        var reversed = TargetGraph(TargetSet(order.map { nodes[$0] }))
        for (number, index) in order.enumerated() {
            for child in children[index] {
                if let target = numbers[child] { reversed.children[target].append(number) }
            }
        }
        return reversed
    }

    /// A path with the fewest edges from any of some labels to any of some targets, both ends
    /// included; empty if there is none.
    func shortestPath(from labels: [Node.Label], to targets: TargetSet<Node>) -> [Node] {
        var parents: [Int: Int?] = [:]
        var queue: [Int] = []
        func isNew(_ index: Int, _ parent: Int?) -> Bool {
            if parents[index] != nil { return false }
            parents[index] = .some(parent)
            queue.append(index)
            return true
        }
        func path(to end: Int) -> [Node] {
            var path: [Node] = []
            var index: Int? = end
            while let current = index {
                path.append(nodes[current])
                index = parents[current] ?? nil
            }
            return path.reversed()
        }
        for root in labels.compactMap({ indices[$0] }) where isNew(root, nil) {
            if targets.contains(nodes[root].label) { return path(to: root) }
        }
        var next = 0
        while next < queue.count {
            let index = queue[next]
            for child in children[index] where isNew(child, index) {
                if targets.contains(nodes[child].label) { return path(to: child) }
            }
            next += 1
        }
        return []
    }

    private func reachable(from roots: [Int], depth: Int) -> Set<Int> {
        var found = Set(roots)
        var layer = roots
        for _ in 0..<depth {
            layer = layer.flatMap { children[$0] }.filter { found.insert($0).inserted }
            if layer.isEmpty { break }
        }
        return found
    }
}
