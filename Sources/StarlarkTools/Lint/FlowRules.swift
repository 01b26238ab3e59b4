import Diagnostics
import Starlark

/// Rules about the order in which statements run.
extension LintFile {
    mutating func checkFlow() {
        for id in tree.functionIDs {
            guard case .block(let body) = tree[id].body else { continue }
            let falls = completes(body)
            if tree[id].name != nil {
                checkReturns(of: id, body, falls: falls)
                checkRedundant(body, isLoop: false)
            }
        }
        for statement in tree.statements {
            switch statement {
            case .loop(_, _, let body): checkRedundant(body, isLoop: true)
            case .expression(let value): checkEffect(of: value)
            default: break
            }
        }
    }

    // MARK: What can be reached

    /// Whether control may go on after a block; reports the first statement that it cannot reach.
    private mutating func completes(_ block: Run<StatementID>) -> Bool {
        let statements = tree[block]
        for (position, statement) in zip(statements.indices, statements) where !completes(statement)
        {
            if position + 1 < statements.endIndex {
                report(
                    .unreachable, "Unreachable statement",
                    at: firstLine(of: statements[position + 1]),
                    notes: [
                        .init("nothing runs after this", at: tree.span(tree.range(of: statement)))
                    ],
                    help: ["remove it"])
            }
            return false
        }
        return true
    }

    private mutating func completes(_ id: StatementID) -> Bool {
        switch tree[id] {
        case .return, .break, .continue: return false
        case .expression(let value): return !tree.isFail(value, resolution)
        case .conditional(let branches):
            var result = tree[branches].last?.condition != nil
            for branch in tree[branches] where completes(branch.body) { result = true }
            return result
        case .loop(_, _, let body):
            _ = completes(body)
            return true
        default: return true
        }
    }

    private func firstLine(of id: StatementID) -> Range<Int> {
        let range = tree.range(of: id).range
        let text = tree.file.text
        let end = text[range].firstIndex(of: UInt8(ascii: "\n")) ?? range.upperBound
        return range.lowerBound..<end
    }

    // MARK: Results

    private mutating func checkReturns(
        of id: FunctionID, _ body: Run<StatementID>, falls: Bool
    ) {
        guard let nameID = tree[id].name, let name = tree.name(nameID) else { return }
        var returns: [(statement: StatementID, value: ExpressionID?)] = []
        collectReturns(body, into: &returns)
        var reason = returns.first { $0.value != nil }.map {
            tree.span(tree.range(of: $0.statement))
        }
        if reason == nil, let result = tree[id].result, !mayBeNone(result) {
            reason = tree.span(of: result)
        }
        guard let reason else { return }
        let note = Diagnostic.Note("a value is returned because of this", at: reason)
        if falls {
            report(
                .missingReturn, "Function `\(name)` returns a value, but not when it ends here",
                at: nameID, notes: [note],
                help: ["end it with `return None`, or with `fail(...)` if it cannot end there"])
        }
        for (statement, value) in returns where value == nil {
            report(
                .missingReturnExpression,
                "`return` without a value in function `\(name)`, which returns one elsewhere",
                at: tree.range(of: statement).range, notes: [note], help: ["write `return None`"])
        }
    }

    private func collectReturns(
        _ block: Run<StatementID>,
        into returns: inout [(statement: StatementID, value: ExpressionID?)]
    ) {
        for id in tree[block] {
            switch tree[id] {
            case .return(let value): returns.append((id, value))
            case .conditional(let branches):
                for branch in tree[branches] { collectReturns(branch.body, into: &returns) }
            case .loop(_, _, let body): collectReturns(body, into: &returns)
            default: break
            }
        }
    }

    /// Whether a result of some type need not be returned.
    private func mayBeNone(_ annotation: ExpressionID) -> Bool {
        switch tree[annotation] {
        case .name(let name): tree.names.string(name) == "None"
        case .attribute(_, let name): ["Any", "Never"].contains(tree.names.string(name))
        case .binary(_, let left, let right): mayBeNone(left) || mayBeNone(right)
        default: false
        }
    }

    // MARK: Statements that say nothing

    private mutating func checkRedundant(_ block: Run<StatementID>, isLoop: Bool) {
        guard let last = tree[block].last else { return }
        switch tree[last] {
        case .continue where isLoop:
            report(
                .redundantContinue, "`continue` at the end of a loop",
                at: tree.range(of: last).range, help: ["remove it"])
        case .return(nil) where !isLoop:
            report(
                .redundantReturn, "`return` at the end of a function",
                at: tree.range(of: last).range, help: ["remove it"])
        case .conditional(let branches):
            for branch in tree[branches] { checkRedundant(branch.body, isLoop: isLoop) }
        default: break
        }
    }

    private mutating func checkEffect(of id: ExpressionID) {
        if let name = tree.name(id) {
            return report(
                .identifierAsStatement, "The name `\(name)` as a statement does nothing", at: id,
                help: ["to call it, write `\(name)()`"])
        }
        guard !hasEffect(id) else { return }
        var help: [String] = []
        if case .binary(.equal, _, _) = tree[id] { help = ["to assign, write `=`"] }
        report(.noEffect, "The statement has no effect", at: id, help: help)
    }

    /// Whether an expression does something: strings document, and what may fail checks.
    private func hasEffect(_ id: ExpressionID) -> Bool {
        switch tree[id] {
        case .name, .integer, .bigInteger, .float, .bytes, .lambda: return false
        case .conditional, .tuple, .list, .dictionary, .and, .or, .unary(.not, _),
            .binary(.equal, _, _), .binary(.notEqual, _, _):
            var result = false
            tree.forEachChild(of: id) { child in
                if case .string = tree[child] { return }
                if hasEffect(child) { result = true }
            }
            return result
        default: return true
        }
    }
}
