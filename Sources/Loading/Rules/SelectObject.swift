import Starlark

/// A `select()`, or a sum that holds one: a value which only a configuration decides.
final class SelectObject: NativeObject {
    enum Content {
        /// The dict given to `select()`.
        case branches(TableView)
        /// `left + right`, or `left | right` of dicts.
        case sum(Value, Value)
    }

    /// The dict, or what is added.
    private let operands: [Value]

    init(branches: Value) {
        operands = [branches]
    }

    init(_ left: Value, _ right: Value) {
        operands = [left, right]
    }

    private init(operands: [Value]) {
        self.operands = operands
    }

    /// What the select consists of.
    var content: Content {
        guard operands.count == 1, let branches = operands[0].asDict else {
            return .sum(operands[0], operands[1])
        }
        return .branches(branches)
    }

    /// The dict given to `select()`, if this is no sum.
    var branchesValue: Value { operands[0] }

    override var typeName: String { "Select" }

    override func write(into buffer: inout TextBuffer, this: Value) {
        if operands.count == 1 {
            buffer.append("select(\(operands[0].repr))")
        } else {
            buffer.append("\(operands[0].repr) + \(operands[1].repr)")
        }
    }

    override func binary(
        _ operation: BinaryOperation, _ other: Value, isReversed: Bool, this: Value,
        in evaluation: inout Evaluation
    ) throws -> Value? {
        guard operation == .add || operation == .bitOr else { return nil }
        return evaluation.object(
            isReversed ? SelectObject(other, this) : SelectObject(this, other))
    }

    override func equals(_ other: Value, this: Value) throws -> Bool { this === other }

    override func freeze(_ freezer: inout Freezer) throws -> NativeObject {
        SelectObject(operands: try freezer.freeze(operands))
    }

    /// `select`, its endings, and what is applied to all branches.
    static let functions: [NativeFunction] = [
        NativeFunction("select", "branches, /") { arguments, evaluation in
            _ = try arguments.dict(0)
            return evaluation.object(SelectObject(branches: arguments[0]))
        },
        NativeFunction("select_fail", "msg, /") { arguments, evaluation in
            evaluation.object(SelectEndingObject(.failure, try arguments.string(0)))
        },
        NativeFunction("select_incompatible", "msg, /") { arguments, evaluation in
            evaluation.object(SelectEndingObject(.incompatible, try arguments.string(0)))
        },
        NativeFunction("select_map", "d, func, /, *, recurse = False") { arguments, evaluation in
            try map(
                arguments[0], by: arguments[1], isRecursive: try arguments.bool(2),
                in: &evaluation)
        },
        NativeFunction("select_test", "d, func, /") { arguments, evaluation in
            Value(bool: try test(arguments[0], by: arguments[1], in: &evaluation))
        },
    ]

    /// What only the tests of rules need, in `__buck2_builtins__` and its like.
    static let internals: [NativeFunction] = [
        NativeFunction("select_equal", "left, right, /") { arguments, _ in
            Value(bool: arguments[0].repr == arguments[1].repr)
        }
    ]

    /// The value with a function applied to each branch, or to itself if it is no select.
    ///
    /// A select in a branch is passed to the function whole, unless it is gone into as well.
    /// Endings such as `select_fail(…)` stay as they are.
    private static func map(
        _ value: Value, by function: Value, isRecursive: Bool, in evaluation: inout Evaluation
    ) throws -> Value {
        guard let select = value.native(as: SelectObject.self) else {
            return try evaluation.call(function, positional: [value])
        }
        switch select.content {
        case .sum(let left, let right):
            let mappedLeft = try map(
                left, by: function, isRecursive: isRecursive, in: &evaluation)
            let mappedRight = try map(
                right, by: function, isRecursive: isRecursive, in: &evaluation)
            return evaluation.object(SelectObject(mappedLeft, mappedRight))
        case .branches(let branches):
            var entries: [(Value, Value)] = []
            for (key, branch) in branches {
                let mapped =
                    if branch.native(as: SelectEndingObject.self) != nil {
                        branch
                    } else if isRecursive {
                        try map(branch, by: function, isRecursive: true, in: &evaluation)
                    } else {
                        try evaluation.call(function, positional: [branch])
                    }
                entries.append((key, mapped))
            }
            return evaluation.object(SelectObject(branches: try evaluation.dict(entries)))
        }
    }

    private static func test(
        _ value: Value, by function: Value, in evaluation: inout Evaluation
    ) throws -> Bool {
        func asked(_ value: Value) throws -> Bool {
            let answer = try evaluation.call(function, positional: [value])
            guard let isTrue = answer.asBool else {
                throw Failure(
                    "Expected testing function to have a boolean return type: the function of "
                        + "`select_test` returned `\(answer.shortRepr)`")
            }
            return isTrue
        }
        guard let select = value.native(as: SelectObject.self) else { return try asked(value) }
        switch select.content {
        case .sum(let left, let right):
            return try test(left, by: function, in: &evaluation)
                || test(right, by: function, in: &evaluation)
        case .branches(let branches):
            for (_, branch) in branches
            where branch.native(as: SelectEndingObject.self) == nil {
                if try asked(branch) { return true }
            }
            return false
        }
    }
}
