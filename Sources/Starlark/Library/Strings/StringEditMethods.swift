/// Methods of `string` that return an edited copy, and those that list its characters.
enum StringEditMethods {
    static let all: [NativeFunction] = [
        NativeFunction("codepoints", "", codepoints),
        NativeFunction("elems", "", elems),
        NativeFunction("format", "*args, **kwargs", StringFormat.format),
        NativeFunction("lstrip", "chars = None, /") { arguments, evaluation in
            try strip(arguments, &evaluation, left: true, right: false)
        },
        NativeFunction("removeprefix", "prefix, /", removeprefix),
        NativeFunction("removesuffix", "suffix, /", removesuffix),
        NativeFunction("replace", "old, new, count = None, /", replace),
        NativeFunction("rstrip", "chars = None, /") { arguments, evaluation in
            try strip(arguments, &evaluation, left: false, right: true)
        },
        NativeFunction("strip", "chars = None, /") { arguments, evaluation in
            try strip(arguments, &evaluation, left: true, right: true)
        },
    ]

    private static func strip(
        _ arguments: Arguments, _ evaluation: inout Evaluation, left: Bool, right: Bool
    ) throws -> Value {
        let set: StrippedCharacters =
            arguments[0].isNone ? .whiteSpace : .any(try arguments.text(0))
        let range = arguments.receiverString.bytes.stripped(set, left: left, right: right)
        return evaluation.heap.substring(of: arguments.receiver, range)
    }

    private static func removeprefix(
        _ arguments: Arguments, _ evaluation: inout Evaluation
    ) throws -> Value {
        let bytes = arguments.receiverString.bytes
        let prefix = try arguments.text(0)
        guard bytes.starts(withBytes: prefix) else { return arguments.receiver }
        return evaluation.heap.substring(of: arguments.receiver, prefix.count..<bytes.count)
    }

    private static func removesuffix(
        _ arguments: Arguments, _ evaluation: inout Evaluation
    ) throws -> Value {
        let bytes = arguments.receiverString.bytes
        let suffix = try arguments.text(0)
        guard bytes.ends(withBytes: suffix) else { return arguments.receiver }
        return evaluation.heap.substring(of: arguments.receiver, 0..<bytes.count - suffix.count)
    }

    private static func replace(
        _ arguments: Arguments, _ evaluation: inout Evaluation
    ) throws -> Value {
        let (old, new) = (try arguments.text(0), try arguments.text(1))
        let limit = try arguments.optionalInteger(2)
        if let limit, limit < 0 {
            throw Failure("Parameter `count` of `replace` must not be negative, but got \(limit)")
        }
        let string = arguments.receiverString
        if old.count == 1, limit == nil, string.byteCount < 256 {
            return replaceByte(old[0], with: arguments[1], in: arguments.receiver, &evaluation)
        }
        var buffer = evaluation.buffer()
        let replaced = buffer.append(
            string.bytes, replacing: old, with: new, limit: limit ?? .max)
        guard replaced else { return arguments.receiver }
        try evaluation.requireStringLength(buffer.count)
        return evaluation.string(consuming: buffer)
    }

    /// Replaces one byte in a short string, straight into the heap: the case of paths.
    private static func replaceByte(
        _ byte: UInt8, with new: Value, in string: Value, _ evaluation: inout Evaluation
    ) -> Value {
        let source = StringView(string.object)
        let replacement = StringView(new.object)
        var occurrences = 0
        for other in source.bytes where other == byte { occurrences += 1 }
        guard occurrences > 0 else { return string }
        let count = source.byteCount + occurrences * (replacement.byteCount - 1)
        let known =
            source.layout.pointee.scalarCount == source.layout.pointee.byteCount
            && replacement.layout.pointee.scalarCount == replacement.layout.pointee.byteCount
        let result = evaluation.heap.uninitializedString(
            byteCount: count, scalarCount: known ? UInt32(truncatingIfNeeded: count) : .max)
        var target = result.start
        for other in source.bytes {
            if other == byte {
                target.update(from: replacement.start, count: replacement.byteCount)
                target += replacement.byteCount
            } else {
                target.pointee = other
                target += 1
            }
        }
        return Value(object: result.object)
    }

    private static func elems(
        _ arguments: Arguments, _ evaluation: inout Evaluation
    ) throws -> Value {
        evaluation.heap.native(StringElements(arguments.receiver, asCodePoints: false))
    }

    private static func codepoints(
        _ arguments: Arguments, _ evaluation: inout Evaluation
    ) throws -> Value {
        evaluation.heap.native(StringElements(arguments.receiver, asCodePoints: true))
    }
}

/// What `elems` and `codepoints` return: an iterable that is decoded only when iterated.
final class StringElements: NativeObject {
    private let string: Value
    private let asCodePoints: Bool

    init(_ string: Value, asCodePoints: Bool) {
        self.string = string
        self.asCodePoints = asCodePoints
    }

    override var typeName: String { "iterator" }

    override func write(into buffer: inout TextBuffer, this: Value) {
        buffer.append(repr: string)
        buffer.append(asCodePoints ? ".codepoints()" : ".elems()")
    }

    override func elements(this: Value, in evaluation: inout Evaluation) throws -> Value? {
        let bytes = string.text
        let tuple = evaluation.heap.uninitializedTuple(count: StringView(string.object).scalarCount)
        var offset = 0
        for position in 0..<tuple.count {
            let (scalar, length) = bytes.scalar(at: offset)
            tuple.base[position] =
                asCodePoints
                ? Value(small: Int(scalar.value))
                : evaluation.heap.copy(of: StringView(string.object), offset..<offset + length)
            offset += length
        }
        return Value(object: tuple.object)
    }

    override func freeze(_ freezer: inout Freezer) throws -> NativeObject {
        StringElements(try freezer.freeze(string), asCodePoints: asCodePoints)
    }
}
