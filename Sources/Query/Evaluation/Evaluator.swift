import Diagnostics

extension QueryExpression {
    /// Answers the query.
    ///
    /// Targets come in the order in which Buck2 gives them: sets in the order of their patterns,
    /// traversals dependencies first.
    ///
    /// - Parameters:
    ///   - environment: The graph.
    ///   - given: What words stand for that are no patterns and no paths: results of other queries.
    /// - Returns: Targets, or files for functions such as `inputs`.
    /// - Throws: A diagnostic about the query, or whatever the environment throws.
    public func evaluate<Environment: QueryEnvironment & ~Copyable>(
        in environment: borrowing Environment,
        given: [String: QueryResult<Environment.Node>] = [:]
    ) async throws -> QueryResult<Environment.Node> {
        let evaluator = Evaluator<Environment.Node>(query: self, visited: nil, given: given)
        switch try await evaluator.value(root, in: environment) {
        case .files(let files): return .files(files)
        case let value:
            do {
                return .targets(try await evaluator.targets(value, root, in: environment))
            } catch {
                throw evaluator.within(root.range, error)
            }
        }
    }
}

/// Evaluates expressions, at the top or for one target of a traversal.
struct Evaluator<Node: QueryNode> {
    let query: QueryExpression
    /// The target a traversal is at, if this evaluates the traversal's filter.
    let visited: Node?
    /// What words stand for that are no patterns and no paths.
    let given: [String: QueryResult<Node>]

    func value<Environment: QueryEnvironment & ~Copyable>(
        _ node: QueryExpression.Node, in environment: borrowing Environment
    ) async throws -> QueryValue<Node> where Environment.Node == Node {
        switch node.kind {
        case .none: return .none
        case .word(let text):
            switch given[text] {
            case nil: return .word(text)
            case .targets(let targets): return .targets(targets)
            case .files(let files): return .files(files)
            }
        case .integer(let value): return .integer(value)
        case .set(let words):
            do {
                return .targets(TargetSet(try await environment.nodes(matching: words.map(\.text))))
            } catch {
                throw within(node.range, error)
            }
        case .fileSet(let words):
            var paths: [String] = []
            for word in words { paths += try await files(word.text, in: environment).paths }
            return .files(FileSet(paths))
        case .call(let name, let nameRange, let arguments):
            do {
                return try await call(name, nameRange, arguments, node, in: environment)
            } catch {
                throw within(node.range, error)
            }
        case .operation(let first, let rest):
            var left = try await value(first, in: environment)
            for step in rest {
                let right = try await value(step.operand, in: environment)
                do {
                    left = try await combine(
                        left, first, step.operation, right, step.operand, in: environment)
                } catch {
                    throw within(step.operand.range, error)
                }
            }
            return left
        }
    }

    private func combine<Environment: QueryEnvironment & ~Copyable>(
        _ left: QueryValue<Node>, _ leftNode: QueryExpression.Node,
        _ operation: QueryExpression.Operator,
        _ right: QueryValue<Node>, _ rightNode: QueryExpression.Node,
        in environment: borrowing Environment
    ) async throws -> QueryValue<Node> where Environment.Node == Node {
        let isOfFiles =
            if case .files = left { true } else if case .files = right { true } else { false }
        if isOfFiles {
            let left = try await files(left, leftNode, in: environment)
            let right = try await files(right, rightNode, in: environment)
            switch operation {
            case .union: return .files(FileSet(left.paths + right.paths))
            case .except: return .files(left.filter { !right.contains($0) })
            case .intersect: return .files(left.filter { right.contains($0) })
            }
        }
        let left = try await targets(left, leftNode, in: environment)
        let right = try await targets(right, rightNode, in: environment)
        switch operation {
        case .union: return .targets(left.union(right))
        case .except: return .targets(left.filter { !right.contains($0.label) })
        case .intersect: return .targets(left.filter { right.contains($0.label) })
        }
    }

    /// What a value is as targets; a word is a pattern.
    func targets<Environment: QueryEnvironment & ~Copyable>(
        _ value: QueryValue<Node>, _ node: QueryExpression.Node,
        in environment: borrowing Environment
    ) async throws -> TargetSet<Node> where Environment.Node == Node {
        switch value {
        case .targets(let targets): return targets
        case .word(let pattern):
            return TargetSet(try await environment.nodes(matching: [pattern]))
        default:
            throw error(
                "expected value of type `targets`, got \(value.description)", at: node.range)
        }
    }

    /// What a value is as files; a word is a path.
    func files<Environment: QueryEnvironment & ~Copyable>(
        _ value: QueryValue<Node>, _ node: QueryExpression.Node,
        in environment: borrowing Environment
    ) async throws -> FileSet where Environment.Node == Node {
        switch value {
        case .files(let files): return files
        case .word(let literal): return try await files(literal, in: environment)
        default:
            throw error(
                "expected value of type `files`, got \(value.description)", at: node.range)
        }
    }

    private func files<Environment: QueryEnvironment & ~Copyable>(
        _ literal: String, in environment: borrowing Environment
    ) async throws -> FileSet where Environment.Node == Node {
        FileSet(try await environment.files(matching: literal))
    }

    /// An error of the environment, which does not know the query, with the expression around it;
    /// one that is about the query itself says where.
    func within(_ range: Range<Int>, _ error: any Error) -> any Error {
        if let diagnostic = error as? Diagnostic, diagnostic.span?.file === query.source {
            return error
        }
        return error.within(.step("Error evaluating expression:\n" + query.underlined(range)))
    }

    func error(_ message: String, at range: Range<Int>) -> Diagnostic {
        .error(message, at: query.span(range))
    }
}
