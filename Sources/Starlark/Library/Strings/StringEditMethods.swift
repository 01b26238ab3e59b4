/// Methods of `string` that return an edited copy, and those that list its characters.
enum StringEditMethods {
    static let all: [NativeFunction] = [
        NativeFunction("codepoints", "", codepoints),
        NativeFunction("elems", "", elems),
        NativeFunction("format", "*args, **kwargs", StringFormat.format),
        NativeFunction("lstrip", "chars?, /") { arguments, evaluation in
            try strip(arguments, &evaluation, left: true, right: false)
        },
        NativeFunction("removeprefix", "prefix, /", removeprefix),
        NativeFunction("removesuffix", "suffix, /", removesuffix),
        NativeFunction("replace", "old, new, count = None, /", replace),
        NativeFunction("rstrip", "chars?, /") { arguments, evaluation in
            try strip(arguments, &evaluation, left: false, right: true)
        },
        NativeFunction("strip", "chars?, /") { arguments, evaluation in
            try strip(arguments, &evaluation, left: true, right: true)
        },
    ]

    private static func strip(
        _ arguments: Arguments, _ evaluation: inout Evaluation, left: Bool, right: Bool
    ) throws -> Value {
        let set: StrippedCharacters =
            arguments.optional(0) == nil ? .whiteSpace : .any(try arguments.text(0))
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
        let string = arguments.receiver
        guard let first = string.text.firstOffset(of: old) else { return string }
        if old.count > 0, limit == nil,
            let quick = replaceQuickly(old, arguments[1], in: string, from: first, &evaluation.heap)
        {
            return quick
        }
        var buffer = evaluation.buffer()
        let replaced = buffer.append(
            string.text, replacing: old, with: new, limit: limit ?? .max)
        guard replaced else { return string }
        return try evaluation.string(consuming: buffer)
    }

    /// Replaces all of some text, whose first place is known, straight into the heap if there is
    /// room in its block.
    private static func replaceQuickly(
        _ old: UTF8Bytes, _ new: Value, in string: Value, from first: Int, _ heap: inout Heap
    ) -> Value? {
        let source = StringView(string.object)
        let replacement = StringView(new.object)
        let growth = max(0, replacement.byteCount - old.count)
        let (grown, overflow) = (source.byteCount / old.count).multipliedReportingOverflow(
            by: growth)
        guard !overflow, grown < Heap.chunkBytes,
            let result = heap.openString(capacity: source.byteCount + grown)
        else { return nil }
        var target = result.start
        var start = 0
        var found = first
        while true {
            ShortBytes.copy(source.start + start, to: target, count: found - start)
            target += found - start
            ShortBytes.copy(replacement.start, to: target, count: replacement.byteCount)
            target += replacement.byteCount
            start = found + old.count
            guard let next = source.bytes.firstOffset(of: old, from: start) else { break }
            found = next
        }
        ShortBytes.copy(source.start + start, to: target, count: source.byteCount - start)
        target += source.byteCount - start
        let count = target - result.start
        let isASCII =
            source.knownScalars == UInt32(truncatingIfNeeded: source.byteCount)
            && replacement.knownScalars == UInt32(truncatingIfNeeded: replacement.byteCount)
        return heap.close(
            result, byteCount: count,
            scalarCount: isASCII ? UInt32(truncatingIfNeeded: count) : .max)
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
    let string: Value
    let asCodePoints: Bool

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
