@testable import Starlark

/// Prints a tree as nested lists, one statement a line, for golden files.
struct SyntaxTreePrinter {
    let tree: SyntaxTree
    private var out = ""

    static func print(_ tree: SyntaxTree) -> String {
        var printer = SyntaxTreePrinter(tree: tree)
        printer.function(tree[FunctionID.module], indent: 0)
        return printer.out
    }

    private init(tree: SyntaxTree) {
        self.tree = tree
    }

    // MARK: Statements

    private mutating func line(_ text: String, _ indent: Int) {
        out += String(repeating: "  ", count: indent) + text + "\n"
    }

    private mutating func block(_ block: Run<StatementID>, indent: Int) {
        for id in tree[block] { statement(id, indent: indent) }
    }

    private mutating func function(_ function: Function, indent: Int) {
        guard case .block(let body) = function.body else { return }
        block(body, indent: indent)
    }

    private mutating func statement(_ id: StatementID, indent: Int) {
        switch tree[id] {
        case .expression(let value): line(text(value), indent)
        case .assign(let target, let value): line("(= \(text(target)) \(text(value)))", indent)
        case .annotatedAssign(let target, let annotation, let value):
            line("(=: \(text(target)) \(text(annotation)) \(text(value)))", indent)
        case .augmentedAssign(let op, let target, let value):
            line("(\(op.spelling)= \(text(target)) \(text(value)))", indent)
        case .define(let id):
            let defined = tree[id]
            let name = defined.name.map { text($0) } ?? "?"
            let result = defined.result.map { " -> " + text($0) } ?? ""
            line("def \(name)(\(parameters(defined)))\(result)", indent)
            function(defined, indent: indent + 1)
        case .return(let value): line("(return\(value.map { " " + text($0) } ?? ""))", indent)
        case .conditional(let branches):
            for branch in tree[branches] {
                line(branch.condition.map { "if " + text($0) } ?? "else", indent)
                block(branch.body, indent: indent + 1)
            }
        case .loop(let target, let iterable, let body):
            line("for \(text(target)) in \(text(iterable))", indent)
            block(body, indent: indent + 1)
        case .load(let id):
            let load = tree[id]
            let names = tree[load.names].map { name in
                "\(text(name.local))=\(tree.names.string(name.exported))"
            }
            let path = tree.string(of: load.path)
            line("(load \(path) \(names.joined(separator: " ")))", indent)
        case .pass: line("pass", indent)
        case .break: line("break", indent)
        case .continue: line("continue", indent)
        }
    }

    // MARK: Expressions

    private func text(_ run: Run<ExpressionID>) -> String {
        tree[run].map { " " + text($0) }.joined()
    }

    private func text(_ id: ExpressionID) -> String {
        switch tree[id] {
        case .name(let name): return tree.names.string(name)
        case .integer(let value): return "\(value)"
        case .bigInteger(let radix, let digits): return "\(tree.string(of: digits))#\(radix)"
        case .float(let value): return "\(value)"
        case .string(let value): return quoted(tree.string(of: value))
        case .bytes(let value): return "b" + quoted(tree.string(of: value))
        case .formattedString(let parts): return "(f\(text(parts)))"
        case .formatted(let value, let conversion): return "{\(text(value))!\(conversion)}"
        case .ellipsis: return "..."
        case .tuple(let elements): return "(tuple\(text(elements)))"
        case .list(let elements): return "(list\(text(elements)))"
        case .dictionary(let entries): return "(dict\(text(entries)))"
        case .comprehension(let id): return comprehension(tree[id])
        case .unary(let op, let operand): return "(\(op) \(text(operand)))"
        case .binary(let op, let left, let right):
            return "(\(op.spelling) \(text(left)) \(text(right)))"
        case .and(let left, let right): return "(and \(text(left)) \(text(right)))"
        case .or(let left, let right): return "(or \(text(left)) \(text(right)))"
        case .conditional(let condition, let then, let otherwise):
            return "(if \(text(condition)) \(text(then)) \(text(otherwise)))"
        case .attribute(let object, let name):
            return "(. \(text(object)) \(tree.names.string(name)))"
        case .index(let object, let index): return "([] \(text(object)) \(text(index)))"
        case .slice(let object, let id):
            let slice = tree[id]
            let parts = [slice.start, slice.stop, slice.step].map { $0.map { text($0) } ?? "_" }
            return "([:] \(text(object)) \(parts.joined(separator: " ")))"
        case .call(let callee, let arguments):
            return "(call \(text(callee))\(tree[arguments].map { " " + text($0) }.joined()))"
        case .lambda(let id):
            let function = tree[id]
            guard case .expression(let body) = function.body else { return "?" }
            return "(lambda (\(parameters(function))) \(text(body)))"
        }
    }

    private func text(_ argument: CallArgument) -> String {
        switch argument.kind {
        case .positional: text(argument.value)
        case .named: "\(tree.names.string(argument.name))=\(text(argument.value))"
        case .variadic: "*\(text(argument.value))"
        case .keywords: "**\(text(argument.value))"
        }
    }

    private func comprehension(_ comprehension: Comprehension) -> String {
        let key = comprehension.key.map { text($0) + ": " } ?? ""
        let clauses = tree[comprehension.clauses].map { clause in
            switch clause {
            case .loop(let target, let iterable): " for \(text(target)) in \(text(iterable))"
            case .condition(let condition): " if \(text(condition))"
            }
        }
        return "(comp \(key)\(text(comprehension.body))\(clauses.joined()))"
    }

    private func parameters(_ function: Function) -> String {
        tree[function.parameters].map { parameter in
            let annotation = parameter.annotation.map { ": " + text($0) } ?? ""
            let value = parameter.defaultValue.map { " = " + text($0) } ?? ""
            let kind: String
            switch parameter.kind {
            case .positional: kind = ""
            case .keywordOnly: kind = "kw "
            case .variadic: kind = "*"
            case .keywords: kind = "**"
            }
            return kind + text(parameter.name) + annotation + value
        }.joined(separator: ", ")
    }

    private func quoted(_ string: String) -> String {
        var out = "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\n": out += "\\n"
            case "\"", "\\": out += "\\\(scalar)"
            case let scalar where scalar.value < 32: out += "\\x\(String(scalar.value, radix: 16))"
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }
}
