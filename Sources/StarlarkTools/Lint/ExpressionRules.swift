import Diagnostics
import Starlark

/// Rules about single expressions and assignments.
extension LintFile {
    mutating func checkExpressions() {
        for id in tree.expressionIDs {
            switch tree[id] {
            case .dictionary(let entries): checkKeys(entries)
            case .binary(let operation, let left, let right):
                if operation == .equal || operation == .notEqual {
                    checkComparison(id, operation, left, right)
                }
            case .call(let callee, let arguments): checkCall(id, callee, arguments)
            case .lambda(let function): checkLambda(id, function)
            default: break
            }
        }
        for id in tree.statementIDs {
            guard case .assign(let target, let value) = tree[id] else { continue }
            checkSelfAssign(id, target, value)
        }
    }

    // MARK: Dicts

    /// What a key is for sure, in text that is the same for equal keys.
    private func identity(ofKey id: ExpressionID) -> String? {
        switch tree[id] {
        case .string(let text): return "s" + tree.string(of: text)
        case .bytes(let text): return "b" + tree.string(of: text)
        case .integer(let number): return "n\(number)"
        case .float(let number):
            return Int(exactly: number).map { "n\($0)" } ?? "f\(number)"
        case .name(let name): return "v\(tree.names.string(name))"
        case .tuple(let elements):
            let parts = tree[elements].map { identity(ofKey: $0) }
            return parts.contains(nil) ? nil : "(\(parts.compactMap(\.self)))"
        default: return nil
        }
    }

    private mutating func checkKeys(_ entries: Run<ExpressionID>) {
        var seen: [String: ExpressionID] = [:]
        let all = Array(tree[entries])
        for key in stride(from: 0, to: all.count, by: 2).map({ all[$0] }) {
            guard let identity = identity(ofKey: key) else { continue }
            if let first = seen[identity] {
                report(
                    .duplicateKey, "The dict has the key `\(tree.shortText(of: key))` twice",
                    at: key, notes: [.init("first here", at: tree.span(of: first))],
                    help: ["remove one of the two entries"])
            }
            seen[identity] = key
        }
    }

    // MARK: Comparisons

    private static let typeNames = ["bool", "dict", "int", "list", "str", "tuple"]

    private mutating func checkComparison(
        _ id: ExpressionID, _ operation: BinaryOperator, _ left: ExpressionID,
        _ right: ExpressionID
    ) {
        if isUniversalCall(left, of: ["type"]), let name = universal(right),
            LintFile.typeNames.contains(name),
            case .call(_, let arguments) = tree[left], let argument = tree[arguments].first
        {
            let text = tree.shortText(of: argument.value)
            let negation = operation == .notEqual ? "not " : ""
            report(
                .incompatibleTypeCheck,
                "`type(...)` is a string, which is never equal to the type `\(name)`", at: id,
                help: ["write `\(negation)isinstance(\(text), \(name))`"])
        }
        for (side, other) in [(right, left), (left, right)] {
            guard let name = universal(side), name == "True" || name == "False" else { continue }
            let isPositive = (name == "True") == (operation == .equal)
            let text = tree.shortText(of: other)
            report(
                .boolComparison, "Comparison with `\(name)`", at: id,
                help: ["write `\(isPositive ? text : "not \(text)")`"])
            break
        }
        if isSame(left, right) {
            report(.selfComparison, "Comparison of an expression with itself", at: id)
        }
    }

    /// Whether two expressions are the same name or attribute of one.
    private func isSame(_ left: ExpressionID, _ right: ExpressionID) -> Bool {
        switch (tree[left], tree[right]) {
        case (.name(let first), .name(let second)): first == second
        case (.attribute(let first, let name), .attribute(let second, let other)):
            name == other && isSame(first, second)
        default: false
        }
    }

    private mutating func checkSelfAssign(
        _ id: StatementID, _ target: ExpressionID, _ value: ExpressionID
    ) {
        guard isSame(target, value) else { return }
        if let name = tree.name(target), resolution[target].scope == .global {
            // Assigning a loaded or universal name to itself exports it.
            let isLoaded = tree.loads.contains { load in
                tree[load.names].contains { tree.name($0.local) == name }
            }
            if isLoaded { return }
        }
        report(
            .selfAssign, "`\(tree.shortText(of: target))` is assigned to itself",
            at: tree.range(of: id).range, help: ["remove the assignment"])
    }

    // MARK: Calls

    private func universal(_ id: ExpressionID) -> String? {
        resolution[id].scope == .universal ? tree.name(id) : nil
    }

    private func isUniversalCall(_ id: ExpressionID, of names: [String]) -> Bool {
        guard case .call(let callee, let arguments) = tree[id], arguments.count == 1,
            let name = universal(callee)
        else { return false }
        return names.contains(name)
    }

    private mutating func checkCall(
        _ id: ExpressionID, _ callee: ExpressionID, _ arguments: Run<CallArgument>
    ) {
        guard arguments.count == 1, let argument = tree[arguments].first,
            let name = universal(callee)
        else { return }
        let text = tree.shortText(of: argument.value)
        if name == "dict", argument.kind == .keywords {
            report(
                .dictWithoutStarStar, "`dict(**\(text))` takes the dict apart to copy it", at: id,
                help: ["write `dict(\(text))`"])
        }
        guard name == "any" || name == "all", argument.kind == .positional else { return }
        if case .comprehension = tree[argument.value] {
            report(
                .eagerBoolCheck,
                "`\(name)` over a comprehension makes a list of all results before it looks at one",
                at: id, help: ["use a `for` loop that returns at the first"])
        } else if isUniversalCall(argument.value, of: ["list", "dict"]) {
            report(
                .inefficientBoolCheck, "`\(name)` needs no copy of what it looks at", at: id,
                help: ["pass the collection itself"])
        }
    }

    /// `lambda x, y: f(x, y)` is `f`, if `f` is a name that stays what it is.
    private mutating func checkLambda(_ id: ExpressionID, _ function: FunctionID) {
        guard case .expression(let body) = tree[function].body,
            case .call(let callee, let arguments) = tree[body],
            let name = tree.name(callee),
            resolution[callee].scope == .universal
                || resolution[callee].scope == .global
        else { return }
        let parameters = tree[tree[function].parameters]
        let given = tree[arguments]
        let isPlain = zip(parameters, given).allSatisfy { parameter, argument in
            parameter.kind == .positional && parameter.defaultValue == nil
                && argument.kind == .positional
                && tree.name(parameter.name) == tree.name(argument.value)
        }
        guard parameters.count == given.count, !parameters.isEmpty, isPlain else { return }
        report(
            .etaReduction, "The lambda does what `\(name)` does", at: id,
            help: ["write `\(name)`"])
    }
}
