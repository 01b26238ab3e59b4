/// `partial(f, …)`: a function with some arguments given already.
final class Partial: NativeObject {
    static let function = NativeFunction("partial", "function, /, *args, **kwargs") {
        arguments, evaluation in
        try IterableFunctions.requireCallable(arguments, 0)
        return evaluation.object(
            Partial(arguments[0], positional: arguments[1], named: arguments[2]))
    }

    private static let signature = Signature(function: "partial", "*args, **kwargs")

    let function: Value
    /// A tuple.
    let positional: Value
    /// A dict.
    let named: Value

    init(_ function: Value, positional: Value, named: Value) {
        self.function = function
        self.positional = positional
        self.named = named
    }

    override var typeName: String { "function" }

    override var callSignature: Signature? { Partial.signature }

    override func call(_ arguments: Arguments, in evaluation: inout Evaluation) throws -> Value {
        let given = try arguments.dict(1)
        let held = TableView(named.object)
        for (key, _) in given where held.find(string: StringView(key.object)) != nil {
            throw Failure(
                "`partial` was given `\(key.str)` before: it cannot be given again in the call")
        }
        func pairs(_ table: TableView) -> [(String, Value)] { table.map { ($0.key.str, $0.value) } }
        return try evaluation.call(
            function,
            positional: Array(TupleView(positional.object).elements)
                + Array(try arguments.sequence(0)),
            named: pairs(held) + pairs(given))
    }

    override func write(into buffer: inout TextBuffer, this: Value) {
        buffer.append("partial(")
        buffer.append(repr: function)
        buffer.append(", *")
        buffer.append(repr: positional)
        buffer.append(", **")
        buffer.append(repr: named)
        buffer.append(")")
    }

    override func freeze(_ freezer: inout Freezer) throws -> NativeObject {
        Partial(
            try freezer.freeze(function), positional: try freezer.freeze(positional),
            named: try freezer.freeze(named))
    }
}
