import Diagnostics

extension Evaluator {
    /// Calls a function, one of the language or one of the visited target.
    func call<Environment: QueryEnvironment & ~Copyable>(
        _ name: String, _ nameRange: Range<Int>, _ arguments: [QueryExpression.Node],
        _ node: QueryExpression.Node, in environment: borrowing Environment
    ) async throws -> QueryValue<Node> where Environment.Node == Node {
        if let edges = QueryEdges(rawValue: name) {
            guard let visited else {
                throw error(
                    "`\(name)()` is known only in the filter of a traversal, as in"
                        + " `deps(//a:b, None, \(name)())`", at: nameRange)
            }
            guard arguments.isEmpty else {
                throw error("`\(name)` takes no arguments", at: node.range)
            }
            let labels = visited.dependencies(edges)
            guard environment.allowsPartialGraph else {
                return .targets(TargetSet(try await environment.nodes(at: labels)))
            }
            let nodes = try await environment.loadableNodes(at: labels)
            return .targets(TargetSet(nodes.compactMap(\.self)))
        }
        guard let function = QueryFunction(rawValue: name) else {
            let known = QueryFunction.allCases.filter { environment.supports($0) }
            var names = known.map(\.rawValue) + ["set", "fileset"]
            if visited != nil { names += QueryEdges.allCases.map(\.rawValue) }
            throw error(
                "unknown function `\(name)`\(didYouMean(name, among: names))", at: nameRange)
        }
        guard environment.supports(function) else {
            throw error("query function \(name) not available in this context", at: nameRange)
        }
        try function.check(arguments, at: query.span(node.range))
        return try await apply(
            function, nameRange, Arguments(function, arguments), in: environment)
    }

    /// The arguments of a call by the names of the parameters.
    struct Arguments {
        private let nodes: [String: QueryExpression.Node]

        init(_ function: QueryFunction, _ arguments: [QueryExpression.Node]) {
            let names = function.parameters.map(\.name)
            nodes = Dictionary(uniqueKeysWithValues: zip(names, arguments))
        }

        /// An argument that was given and is not `None`.
        func optional(_ name: String) -> QueryExpression.Node? {
            guard let node = nodes[name] else { return nil }
            if case .none = node.kind { return nil }
            return node
        }

        subscript(name: String) -> QueryExpression.Node {
            guard let node = nodes[name] else {
                preconditionFailure("a required argument was checked to be there")
            }
            return node
        }
    }

    private func apply<Environment: QueryEnvironment & ~Copyable>(
        _ function: QueryFunction, _ nameRange: Range<Int>, _ arguments: Arguments,
        in environment: borrowing Environment
    ) async throws -> QueryValue<Node> where Environment.Node == Node {
        switch function {
        case .deps, .rdeps, .allpaths, .somepath:
            return .targets(try await traverse(function, arguments, in: environment))
        case .classpath:
            let depth = try depth(arguments.optional("depth"))
            guard depth == nil || depth == 1 else {
                throw error("`classpath` knows the depth 1 or none", at: nameRange)
            }
            let targets = try await targets(arguments["targets"], in: environment)
            return .targets(
                TargetSet(
                    try await environment.classpath(of: targets.nodes, isFirstOrder: depth == 1)))
        case .kind:
            let regex = try regex(arguments["regex"])
            let targets = try await targets(arguments["targets"], in: environment)
            return .targets(targets.filter { regex.matches($0.ruleType) })
        case .filter:
            let regex = try regex(arguments["regex"])
            switch try await value(arguments["set"], in: environment) {
            case .files(let files): return .files(files.filter(regex.matches))
            case let value:
                let targets = try await targets(value, arguments["set"], in: environment)
                return .targets(targets.filter { regex.matches($0.filterName) })
            }
        case .attrfilter, .nattrfilter, .attrregexfilter:
            let targets = try await targets(arguments["targets"], in: environment)
            return .targets(try filter(targets, function, arguments))
        case .inputs:
            let targets = try await targets(arguments["targets"], in: environment)
            return .files(FileSet(try await environment.inputs(of: targets.nodes)))
        case .buildfile:
            let targets = try await targets(arguments["targets"], in: environment)
            return .files(FileSet(targets.nodes.map(\.buildFile)))
        case .allbuildfiles:
            let targets = try await targets(arguments["targets"], in: environment)
            return .files(FileSet(try await environment.allBuildFiles(of: targets.nodes)))
        case .rbuildfiles:
            let universe = try await files(arguments["universe"], in: environment)
            let files = try await files(arguments["files"], in: environment)
            let found = try await environment.buildFiles(
                loading: files.paths, within: universe.paths)
            return .files(FileSet(found))
        case .owner:
            let files = try await files(arguments["files"], in: environment)
            return .targets(TargetSet(try await environment.owners(of: files.paths)))
        case .targetsInBuildfile:
            let files = try await files(arguments["files"], in: environment)
            return .targets(TargetSet(try await environment.nodes(definedIn: files.paths)))
        case .testsof:
            let targets = try await targets(arguments["targets"], in: environment)
            let labels = targets.nodes.flatMap(\.tests)
            return .targets(TargetSet(try await environment.nodes(at: labels)))
        case .allOutputs:
            let targets = try await targets(arguments["targets"], in: environment)
            return .targets(TargetSet(try await environment.allOutputs(of: targets.nodes)))
        case .allActions:
            let targets = try await targets(arguments["targets"], in: environment)
            return .targets(TargetSet(try await environment.allActions(of: targets.nodes)))
        case .labels:
            throw error(
                "function `labels` is not implemented: a set holds targets or files, not both",
                at: arguments["targets"].range)
        }
    }

    /// Targets by one of their attributes.
    ///
    /// As in Buck2, `nattrfilter` sees neither special attributes nor targets that lack the
    /// attribute.
    private func filter(
        _ targets: TargetSet<Node>, _ function: QueryFunction, _ arguments: Arguments
    ) throws -> TargetSet<Node> {
        let name = try word(arguments["attribute"])
        switch function {
        case .attrregexfilter:
            let regex = try regex(arguments["regex"])
            return targets.filter { $0.anyAttribute(name)?.contains(where: regex.matches) ?? false }
        case .nattrfilter:
            let value = try word(arguments["value"])
            return targets.filter { node in
                guard let attribute = node.attribute(name) else { return false }
                return !attribute.contains { $0 == value }
            }
        default:
            let value = try word(arguments["value"])
            return targets.filter { $0.anyAttribute(name)?.contains { $0 == value } ?? false }
        }
    }

    func targets<Environment: QueryEnvironment & ~Copyable>(
        _ node: QueryExpression.Node, in environment: borrowing Environment
    ) async throws -> TargetSet<Node> where Environment.Node == Node {
        try await targets(try await value(node, in: environment), node, in: environment)
    }

    private func files<Environment: QueryEnvironment & ~Copyable>(
        _ node: QueryExpression.Node, in environment: borrowing Environment
    ) async throws -> FileSet where Environment.Node == Node {
        try await files(try await value(node, in: environment), node, in: environment)
    }

    private func word(_ node: QueryExpression.Node) throws -> String {
        switch node.kind {
        case .word(let text): return text
        case .integer(let value): return String(value)
        case .none: return "None"
        default: throw error("Expected a word, found an expression", at: node.range)
        }
    }

    private func regex(_ node: QueryExpression.Node) throws -> PartialPattern {
        let pattern = try word(node)
        do { return try PartialPattern(pattern) } catch {
            throw self.error("`\(pattern)` is no regular expression: \(error)", at: node.range)
        }
    }
}
