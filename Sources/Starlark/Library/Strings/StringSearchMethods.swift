/// Methods of `string` that look for text, such as `find` and `startswith`.
enum StringSearchMethods {
    static let all: [NativeFunction] = [
        NativeFunction("count", "sub, start = None, end = None, /", count),
        NativeFunction("endswith", "suffix, start = None, end = None, /", endswith),
        NativeFunction("find", "sub, start = None, end = None, /", find),
        NativeFunction("index", "sub, start = None, end = None, /", index),
        NativeFunction("rfind", "sub, start = None, end = None, /", rfind),
        NativeFunction("rindex", "sub, start = None, end = None, /", rindex),
        NativeFunction("startswith", "prefix, start = None, end = None, /", startswith),
    ]

    private static func count(
        _ arguments: Arguments, _ evaluation: inout Evaluation
    ) throws -> Value {
        let needle = try arguments.text(0)
        guard let part = try arguments.part(from: 1, to: 2) else { return Value(small: 0) }
        return Value(small: arguments.receiverString.bytes.sub(part).occurrences(of: needle))
    }

    /// The index of the first or last occurrence, counted in code points of the whole string.
    private static func position(_ arguments: Arguments, last: Bool) throws -> Int? {
        let needle = try arguments.text(0)
        guard let part = try arguments.part(from: 1, to: 2) else { return nil }
        let string = arguments.receiverString
        let bytes = string.bytes.sub(part)
        let found =
            last
            ? bytes.lastOffset(of: needle, before: bytes.count) : bytes.firstOffset(of: needle)
        return found.map { string.scalarOffset(ofByte: part.lowerBound + $0) }
    }

    private static func find(
        _ arguments: Arguments, _ evaluation: inout Evaluation
    ) throws -> Value {
        Value(small: try position(arguments, last: false) ?? -1)
    }

    private static func rfind(
        _ arguments: Arguments, _ evaluation: inout Evaluation
    ) throws -> Value {
        Value(small: try position(arguments, last: true) ?? -1)
    }

    private static func index(
        _ arguments: Arguments, _ evaluation: inout Evaluation
    ) throws -> Value {
        guard let found = try position(arguments, last: false) else { throw absent(arguments) }
        return Value(small: found)
    }

    private static func rindex(
        _ arguments: Arguments, _ evaluation: inout Evaluation
    ) throws -> Value {
        guard let found = try position(arguments, last: true) else { throw absent(arguments) }
        return Value(small: found)
    }

    private static func absent(_ arguments: Arguments) -> Failure {
        Failure(
            "Substring not found: `\(arguments[0].shortRepr)` is not in "
                + "`\(arguments.receiver.shortRepr)`")
    }

    private static func startswith(
        _ arguments: Arguments, _ evaluation: inout Evaluation
    ) throws -> Value {
        try matches(arguments) { $0.starts(withBytes: $1) }
    }

    private static func endswith(
        _ arguments: Arguments, _ evaluation: inout Evaluation
    ) throws -> Value {
        try matches(arguments) { $0.ends(withBytes: $1) }
    }

    /// Tests the receiver against one affix, or against each of a tuple.
    @inline(__always)
    private static func matches(
        _ arguments: Arguments, _ test: (UTF8Bytes, UTF8Bytes) -> Bool
    ) throws -> Value {
        guard let part = try arguments.part(from: 1, to: 2) else { return .falseValue }
        let bytes = arguments.receiverString.bytes.sub(part)
        if arguments[0].isString { return Value(bool: test(bytes, arguments[0].text)) }
        guard let affixes = arguments[0].asTuple else {
            throw arguments.mismatch(0, "a string or a tuple of strings")
        }
        for affix in affixes {
            guard affix.isString else {
                throw arguments.mismatch(0, "a string or a tuple of strings", got: affix)
            }
            if test(bytes, affix.text) { return .trueValue }
        }
        return .falseValue
    }
}
