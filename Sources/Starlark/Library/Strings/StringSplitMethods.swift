/// Methods of `string` that take text apart and put it together.
enum StringSplitMethods {
    static let all: [NativeFunction] = [
        NativeFunction("join", "elements, /", join),
        NativeFunction("partition", "sep, /", partition),
        NativeFunction("rpartition", "sep, /", rpartition),
        NativeFunction("rsplit", "sep = None, maxsplit = None, /", rsplit),
        NativeFunction("split", "sep = None, maxsplit = None, /", split),
        NativeFunction("splitlines", "keepends = False, /", splitlines),
    ]

    private static func split(
        _ arguments: Arguments, _ evaluation: inout Evaluation
    ) throws -> Value {
        let string = arguments.receiverString
        let limit = try splitLimit(arguments)
        if arguments[0].isNone {
            let list = evaluation.heap.uninitializedList(count: 0, capacity: 4)
            string.bytes.splitAtWhiteSpace(limit: limit) { range in
                let part = evaluation.heap.substring(of: arguments.receiver, range)
                evaluation.heap.append(part, to: list)
            }
            return Value(object: list.object)
        }
        let separator = try separator(arguments)
        // Substrings are allocated in between, so a list that grows would have to move.
        let parts = min(string.bytes.occurrences(of: separator), limit) + 1
        let list = evaluation.heap.uninitializedList(count: 0, capacity: parts)
        string.bytes.split(at: separator, limit: limit) { range in
            let part = evaluation.heap.substring(of: arguments.receiver, range)
            evaluation.heap.append(part, to: list)
        }
        return Value(object: list.object)
    }

    private static func rsplit(
        _ arguments: Arguments, _ evaluation: inout Evaluation
    ) throws -> Value {
        let bytes = arguments.receiverString.bytes
        let limit = try splitLimit(arguments)
        let ranges =
            arguments[0].isNone
            ? bytes.splitFromRightAtWhiteSpace(limit: limit)
            : bytes.splitFromRight(at: try separator(arguments), limit: limit)
        let list = evaluation.heap.uninitializedList(count: 0, capacity: ranges.count)
        for range in ranges {
            let part = evaluation.heap.substring(of: arguments.receiver, range)
            evaluation.heap.append(part, to: list)
        }
        return Value(object: list.object)
    }

    private static func splitLimit(_ arguments: Arguments) throws -> Int {
        guard let limit = try arguments.optionalInteger(1), limit >= 0 else { return .max }
        return limit
    }

    private static func separator(_ arguments: Arguments) throws -> UTF8Bytes {
        let separator = try arguments.text(0)
        guard separator.count > 0 else {
            throw Failure("Cannot split a string at an empty separator")
        }
        return separator
    }

    private static func splitlines(
        _ arguments: Arguments, _ evaluation: inout Evaluation
    ) throws -> Value {
        let list = evaluation.heap.uninitializedList(count: 0, capacity: 4)
        let keepingEnds = try arguments.bool(0)
        arguments.receiverString.bytes.splitLines(keepingEnds: keepingEnds) { range in
            let line = evaluation.heap.substring(of: arguments.receiver, range)
            evaluation.heap.append(line, to: list)
        }
        return Value(object: list.object)
    }

    private static func partition(
        _ arguments: Arguments, _ evaluation: inout Evaluation
    ) throws -> Value {
        let bytes = arguments.receiverString.bytes
        let separator = try separator(arguments)
        guard let found = bytes.firstOffset(of: separator) else {
            let empty = evaluation.heap.string("")
            return evaluation.heap.triple(arguments.receiver, empty, empty)
        }
        return parts(around: found, arguments, &evaluation)
    }

    private static func rpartition(
        _ arguments: Arguments, _ evaluation: inout Evaluation
    ) throws -> Value {
        let bytes = arguments.receiverString.bytes
        let separator = try separator(arguments)
        guard let found = bytes.lastOffset(of: separator, before: bytes.count) else {
            let empty = evaluation.heap.string("")
            return evaluation.heap.triple(empty, empty, arguments.receiver)
        }
        return parts(around: found, arguments, &evaluation)
    }

    private static func parts(
        around found: Int, _ arguments: Arguments, _ evaluation: inout Evaluation
    ) -> Value {
        let end = found + arguments[0].text.count
        let count = arguments.receiverString.byteCount
        let before = evaluation.heap.substring(of: arguments.receiver, 0..<found)
        let after = evaluation.heap.substring(of: arguments.receiver, end..<count)
        return evaluation.heap.triple(before, arguments[0], after)
    }

    /// Measures, then writes once: a list is read twice, but its bytes are copied once.
    private static func join(
        _ arguments: Arguments, _ evaluation: inout Evaluation
    ) throws -> Value {
        let separator = arguments.receiverString
        let elements = try Iteration.elements(
            of: arguments[0], in: &evaluation, for: { arguments.notIterable(0) })
        guard elements.count > 0 else { return evaluation.heap.string("") }
        var total = separator.byteCount * (elements.count - 1)
        var isASCII = separator.isASCII
        for element in elements {
            guard element.isString else {
                throw arguments.mismatch(0, "an iterable of strings", got: element)
            }
            let layout = StringView(element.object).layout
            total += Int(layout.pointee.byteCount)
            if layout.pointee.scalarCount != layout.pointee.byteCount { isASCII = false }
        }
        if elements.count == 1 { return elements[0] }
        try evaluation.requireStringLength(total)
        let result = evaluation.heap.uninitializedString(
            byteCount: total, scalarCount: isASCII ? UInt32(truncatingIfNeeded: total) : .max)
        var target = result.start
        for (position, element) in elements.enumerated() {
            if position > 0 {
                ShortBytes.copy(separator.start, to: target, count: separator.byteCount)
                target += separator.byteCount
            }
            let part = StringView(element.object)
            ShortBytes.copy(part.start, to: target, count: part.byteCount)
            target += part.byteCount
        }
        return Value(object: result.object)
    }
}

extension Heap {
    /// Makes a tuple of three values.
    mutating func triple(_ first: Value, _ second: Value, _ third: Value) -> Value {
        let tuple = uninitializedTuple(count: 3)
        tuple.base[0] = first
        tuple.base[1] = second
        tuple.base[2] = third
        return Value(object: tuple.object)
    }

    /// Makes a tuple of two values.
    mutating func pair(_ first: Value, _ second: Value) -> Value {
        let tuple = uninitializedTuple(count: 2)
        tuple.base[0] = first
        tuple.base[1] = second
        return Value(object: tuple.object)
    }
}

extension Evaluation {
    /// Refuses a string longer than a string may be, or than the evaluation has memory for.
    @inline(__always)
    func requireStringLength(_ bytes: Int) throws {
        if bytes > 1 << 16 { try requireLongString(bytes) }
    }

    @inline(never)
    private func requireLongString(_ bytes: Int) throws {
        try checkLength(bytes)
        try checkRoom(bytes: bytes)
    }
}
