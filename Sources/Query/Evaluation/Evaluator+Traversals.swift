import Diagnostics

extension Evaluator {
    /// Walks the graph.
    func traverse<Environment: QueryEnvironment & ~Copyable>(
        _ function: QueryFunction, _ arguments: Arguments, in environment: borrowing Environment
    ) async throws -> TargetSet<Node> where Environment.Node == Node {
        let filter = arguments.optional("filter")
        let depth = try depth(arguments.optional("depth"))
        switch function {
        case .deps:
            let roots = try await targets(arguments["targets"], in: environment)
            let graph = try await load(roots, depth: depth, filter: filter, in: environment)
            if depth != nil { return TargetSet(graph.nodes) }
            return TargetSet(graph.postorder(from: roots.labels))
        case .rdeps:
            let universe = try await targets(arguments["universe"], in: environment)
            let targets = try await targets(arguments["targets"], in: environment)
            let graph = try await load(universe, depth: nil, filter: filter, in: environment)
            return TargetSet(
                graph.reversed(universe.labels).postorder(from: targets.labels, depth: depth))
        case .allpaths:
            let from = try await targets(arguments["from"], in: environment)
            let to = try await targets(arguments["to"], in: environment)
            let graph = try await load(from, depth: nil, filter: filter, in: environment)
            return TargetSet(graph.reversed(from.labels).postorder(from: to.labels))
        default:
            let from = try await targets(arguments["from"], in: environment)
            let to = try await targets(arguments["to"], in: environment)
            let graph = try await load(from, depth: nil, filter: filter, in: environment)
            return TargetSet(graph.shortestPath(from: from.labels, to: to))
        }
    }

    /// A bound on the length of paths.
    ///
    /// As in Buck2, a huge or negative number is no bound, for the filter is only reached past a
    /// depth.
    func depth(_ node: QueryExpression.Node?) throws -> Int? {
        guard let node else { return nil }
        guard case .integer(let depth) = node.kind else {
            throw error("Expected a depth, a number, found `\(node)`", at: node.range)
        }
        return (0..<1_000_000_000).contains(depth) ? depth : nil
    }

    /// Loads what can be reached, breadth first and each layer at once.
    private func load<Environment: QueryEnvironment & ~Copyable>(
        _ roots: TargetSet<Node>, depth: Int?, filter: QueryExpression.Node?,
        in environment: borrowing Environment
    ) async throws -> TargetGraph<Node> where Environment.Node == Node {
        var graph = TargetGraph(roots)
        var layer = 0..<graph.nodes.count
        var level = 0
        while !layer.isEmpty, depth.map({ level < $0 }) ?? true {
            for index in layer {
                let node = graph.nodes[index]
                guard let filter else {
                    graph.add(node.dependencies(.all), to: index)
                    continue
                }
                let children = try await children(of: node, filter, in: environment)
                graph.add(children.labels, to: index)
            }
            let next = graph.pending
            let found: [Node?]
            if environment.allowsPartialGraph {
                found = try await environment.loadableNodes(at: next)
            } else {
                do {
                    found = try await environment.nodes(at: next)
                } catch let error as Diagnostic {
                    let users = graph.nodes[layer]
                    throw await naming(users, of: next, in: error, environment)
                }
            }
            graph.fill(found)
            layer = layer.upperBound..<graph.nodes.count
            level += 1
        }
        return graph
    }

    /// Adds to an error who depends on the node that cannot be loaded.
    private func naming<Environment: QueryEnvironment & ~Copyable>(
        _ users: ArraySlice<Node>, of labels: [Node.Label], in error: Diagnostic,
        _ environment: borrowing Environment
    ) async -> Diagnostic where Environment.Node == Node {
        guard let nodes = try? await environment.loadableNodes(at: labels),
            let missing = zip(labels, nodes).first(where: { $0.1 == nil })?.0,
            let user = users.first(where: { $0.dependencies(.all).contains(missing) })
        else { return error }
        return error.adding(context: .step("`\(user.label)` depends on `\(missing)`"))
    }

    /// The dependencies of a target on which a traversal goes on.
    private func children<Environment: QueryEnvironment & ~Copyable>(
        of node: Node, _ filter: QueryExpression.Node, in environment: borrowing Environment
    ) async throws -> TargetSet<Node> where Environment.Node == Node {
        try await Evaluator(query: query, visited: node, given: given).targets(
            filter, in: environment)
    }
}
