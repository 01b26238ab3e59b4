/// `abs`, `hash`, attributes by name, output and errors.
enum OtherFunctions {
    static let all: [NativeFunction] = [
        NativeFunction("abs", "x, /", abs),
        NativeFunction("breakpoint", "") { _, _ in
            throw Failure("`breakpoint` is not supported: there is no debugger")
        },
        NativeFunction("dir", "x, /") { arguments, evaluation in
            evaluation.list(strings: arguments[0].attributeNames.sorted())
        },
        NativeFunction("fail", "*args, sep = \" \"") { arguments, _ in
            let separator = try arguments.string(1)
            let message = try arguments.sequence(0).map(\.str).joined(separator: separator)
            throw Failure("fail: \(message)")
        },
        NativeFunction("getattr", "x, name, default?, /", getattr),
        NativeFunction("hasattr", "x, name, /") { arguments, evaluation in
            let name = try arguments.string(1)
            return Value(bool: try evaluation.attribute(name, of: arguments[0]) != nil)
        },
        NativeFunction("hash", "x, /", hash),
        NativeFunction("print", "*args, sep = \" \"") { arguments, evaluation in
            let separator = try arguments.string(1)
            evaluation.print(try arguments.sequence(0).map(\.str).joined(separator: separator))
            return .none
        },
    ]

    private static func abs(
        _ arguments: Arguments, _ evaluation: inout Evaluation
    ) throws -> Value {
        switch Number(arguments[0]) {
        case .integer(let integer):
            return integer.isNegative ? evaluation.heap.integer(-integer) : arguments[0]
        case .float(let double): return evaluation.heap.float(double.magnitude)
        case nil: throw arguments.mismatch(0, "a number")
        }
    }

    private static func getattr(
        _ arguments: Arguments, _ evaluation: inout Evaluation
    ) throws -> Value {
        let name = try arguments.string(1)
        if let value = try evaluation.attribute(name, of: arguments[0]) { return value }
        if let fallback = arguments.optional(2) { return fallback }
        var failure = arguments[0].missingAttribute(name)
        failure.help.append(
            "a third argument of `getattr` is its answer where there is no such field or method")
        throw failure
    }

    /// Java's hash of a string's UTF-16 units, as the specification demands.
    private static func hash(
        _ arguments: Arguments, _ evaluation: inout Evaluation
    ) throws -> Value {
        var hash: Int32 = 0
        if arguments[0].isKind(.bytes) {
            // FNV-1a of the bytes, 32 bits.
            var state: UInt32 = 0x811C_9DC5
            for byte in StringView(arguments[0].object).bytes {
                state = (state ^ UInt32(byte)) &* 0x0100_0193
            }
            return Value(small: Int(state))
        }
        for scalar in try arguments.text(0).scalars {
            for unit in String(scalar).utf16 { hash = hash &* 31 &+ Int32(unit) }
        }
        return Value(small: Int(hash))
    }
}
