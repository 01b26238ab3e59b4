import Diagnostics
import Starlark

/// Ways through a tree that every check goes.
extension SyntaxTree {
    /// The text of an expression that is a name.
    func name(_ id: ExpressionID) -> String? {
        guard case .name(let name) = self[id] else { return nil }
        return names.string(name)
    }

    /// The value of a string literal.
    func literal(_ id: ExpressionID) -> String? {
        guard case .string(let text) = self[id] else { return nil }
        return string(of: text)
    }

    /// Calls a function for each expression directly below another; of a lambda that is all
    /// below it, its body included.
    func forEachChild(of id: ExpressionID, _ body: (ExpressionID) -> Void) {
        switch self[id] {
        case .name, .integer, .bigInteger, .float, .string, .bytes, .ellipsis: break
        case .formattedString(let parts), .tuple(let parts), .list(let parts),
            .dictionary(let parts):
            for part in self[parts] { body(part) }
        case .formatted(let value, _), .unary(_, let value), .attribute(let value, _):
            body(value)
        case .binary(_, let left, let right), .and(let left, let right), .or(let left, let right),
            .index(let left, let right):
            body(left)
            body(right)
        case .conditional(let condition, let then, let otherwise):
            body(condition)
            body(then)
            body(otherwise)
        case .slice(let object, let slice):
            body(object)
            let bounds = self[slice]
            for part in [bounds.start, bounds.stop, bounds.step] {
                if let part { body(part) }
            }
        case .call(let callee, let arguments):
            body(callee)
            for argument in self[arguments] { body(argument.value) }
        case .lambda(let function):
            forEachDefault(of: function, body)
            if case .expression(let value) = self[function].body { body(value) }
        case .comprehension(let id):
            for clause in self[self[id].clauses] {
                switch clause {
                case .loop(let target, let iterable):
                    body(iterable)
                    body(target)
                case .condition(let condition): body(condition)
                }
            }
            if let key = self[id].key { body(key) }
            body(self[id].body)
        }
    }

    /// Calls a function for what a `def` or lambda evaluates when it is made: defaults and types.
    func forEachDefault(of id: FunctionID, _ body: (ExpressionID) -> Void) {
        for parameter in self[self[id].parameters] {
            if let value = parameter.defaultValue { body(value) }
            if let annotation = parameter.annotation { body(annotation) }
        }
        if let result = self[id].result { body(result) }
    }

    /// Calls a function for each name that an assignment to a target binds.
    func forEachName(in target: ExpressionID, _ body: (ExpressionID) -> Void) {
        switch self[target] {
        case .name: body(target)
        case .tuple(let elements), .list(let elements):
            for element in self[elements] { forEachName(in: element, body) }
        default: break
        }
    }

    /// The statements of the file itself.
    var topLevel: ArraySlice<StatementID> {
        guard case .block(let body) = self[FunctionID.module].body else { return [] }
        return self[body]
    }

    /// Whether an expression is a call of `fail`, after which nothing runs.
    func isFail(_ id: ExpressionID, _ resolution: Resolution) -> Bool {
        guard case .call(let callee, _) = self[id], case .name(let name) = self[callee],
            resolution[callee].scope == .universal
        else { return false }
        return names.string(name) == "fail"
    }

    /// The text of an expression in the source, cut to a size that fits a message.
    func shortText(of id: ExpressionID) -> String {
        let text = file.string(in: range(of: id).range)
        guard let line = text.split(separator: "\n").first else { return "" }
        return line.count == text.count && text.count <= 60 ? text : line.prefix(57) + "..."
    }
}
