/// Functions that make a value of a type out of another value; their names are types, too.
enum ConversionFunctions {
    static let all: [NativeFunction] = [
        NativeFunction("bool", "x = False, /", type: StandardTypes.bool) { arguments, _ in
            Value(bool: arguments[0].isTruthy)
        },
        NativeFunction("bytes", "x, /", type: StandardTypes.bytes, bytes),
        NativeFunction("chr", "i, /", chr),
        NativeFunction("dict", "pairs = (), /, **kwargs", type: StandardTypes.dict) {
            let table = $1.heap.table(.dict)
            try DictMethods.fill(table, $0, &$1)
            return Value(object: table.object)
        },
        NativeFunction("float", "x?, /", type: StandardTypes.float, float),
        NativeFunction("int", "x?, /, base = None", type: StandardTypes.int, int),
        NativeFunction("list", "x?, /", type: StandardTypes.list) { arguments, evaluation in
            guard arguments.optional(0) != nil else { return evaluation.heap.list(nil, count: 0) }
            let elements = try Iteration.elements(arguments, 0, in: &evaluation)
            return evaluation.heap.list(elements.base, count: elements.count)
        },
        NativeFunction("ord", "s, /", ord),
        NativeFunction(
            "range", "start_or_stop, stop = None, step = 1, /", type: StandardTypes.range
        ) {
            arguments, evaluation in
            let first = try arguments.integer(0)
            let second = try arguments.optionalInteger(1)
            let step = try arguments.integer(2)
            let (start, stop) = second.map { (first, $0) } ?? (0, first)
            guard step != 0 else { throw Failure("Parameter `step` of `range` must not be zero") }
            guard !stop.subtractingReportingOverflow(start).overflow else {
                throw Failure("The range from \(start) to \(stop) has too many elements")
            }
            return evaluation.heap.range(start: start, stop: stop, step: step)
        },
        NativeFunction("repr", "x, /") { arguments, evaluation in
            var buffer = evaluation.buffer()
            buffer.append(repr: arguments[0])
            return try evaluation.string(consuming: buffer)
        },
        NativeFunction("set", "x?, /", type: StandardTypes.set) { arguments, evaluation in
            guard let source = arguments.optional(0) else {
                return Value(object: evaluation.heap.table(.set).object)
            }
            if let set = source.asSet {
                return Value(object: evaluation.heap.copyTable(set, kind: .set).object)
            }
            let elements = try Iteration.elements(arguments, 0, in: &evaluation)
            return Value(object: try evaluation.set(of: elements).object)
        },
        NativeFunction("str", "x = \"\", /", type: StandardTypes.string) { arguments, evaluation in
            if arguments[0].isString { return arguments[0] }
            var buffer = evaluation.buffer()
            buffer.append(str: arguments[0])
            return try evaluation.string(consuming: buffer)
        },
        NativeFunction("struct", "**kwargs", type: StandardTypes.structure) { arguments, _ in
            // The dict of the named arguments is this call's own: it becomes the struct.
            arguments[0].header.pointee.kind = .structure
            return arguments[0]
        },
        NativeFunction("tuple", "x?, /", type: StandardTypes.tuple) { arguments, evaluation in
            guard let source = arguments.optional(0) else {
                return evaluation.heap.tuple(nil, count: 0)
            }
            if source.isKind(.tuple) { return source }
            let elements = try Iteration.elements(arguments, 0, in: &evaluation)
            return evaluation.heap.tuple(elements.base, count: elements.count)
        },
        NativeFunction("type", "x, /", type: StandardTypes.type) { arguments, evaluation in
            evaluation.string(arguments[0].typeName)
        },
    ]

    private static func int(
        _ arguments: Arguments, _ evaluation: inout Evaluation
    ) throws -> Value {
        guard let value = arguments.optional(0) else { return Value(small: 0) }
        let base = try arguments.optionalInteger(1)
        if value.isString {
            switch try parsed(value, base: base ?? 10) {
            case .small(let small): return evaluation.heap.integer(small)
            case .big(let big): return evaluation.heap.integer(big)
            }
        }
        if let base {
            throw Failure(
                "`int` can't convert non-string with explicit base \(base): got "
                    + "`\(value.shortRepr)` of type `\(value.typeName)`")
        }
        if let bool = value.asBool { return Value(small: bool ? 1 : 0) }
        if value.isSmall || value.isKind(.bigInteger) { return value }
        guard let double = value.asDouble else {
            throw arguments.mismatch(0, "a string, a number or a bool")
        }
        guard double.isFinite else {
            throw Failure("`int` cannot convert the float `\(value.repr)` to an integer")
        }
        return evaluation.heap.integer(BigInteger(truncating: double))
    }

    private static func parsed(_ value: Value, base: Int) throws -> ParsedInteger {
        do {
            return try parseInteger(value.text, base: base)
        } catch IntegerParsingError.invalidBase {
            throw Failure("\(base) is not a valid base of `int`: it must be 0 or 2 to 36")
        } catch IntegerParsingError.tooLarge {
            throw Failure("`int`: the number `\(value.shortRepr)` has too many digits")
        } catch {
            let suffix = base == 0 ? "" : " in base \(base)"
            throw Failure("Cannot parse `\(value.shortRepr)` as an integer\(suffix)")
        }
    }

    private static func float(
        _ arguments: Arguments, _ evaluation: inout Evaluation
    ) throws -> Value {
        guard let value = arguments.optional(0) else { return evaluation.heap.float(0) }
        if value.isString {
            guard let double = parseFloat(value.text) else {
                throw Failure("Cannot parse `\(value.shortRepr)` as a float")
            }
            guard double.isFinite || value.text.contains(where: { $0 | 0x20 == UInt8(ascii: "n") })
            else { throw Failure("`float`: the number `\(value.shortRepr)` is too large") }
            return evaluation.heap.float(double)
        }
        if let bool = value.asBool { return evaluation.heap.float(bool ? 1 : 0) }
        guard let number = Number(value) else {
            throw arguments.mismatch(0, "a string, a number or a bool")
        }
        let double = number.asDouble
        if case .integer = number, !double.isFinite {
            throw Failure("`float`: the integer is too large for a float")
        }
        return evaluation.heap.float(double)
    }

    private static func bytes(
        _ arguments: Arguments, _ evaluation: inout Evaluation
    ) throws -> Value {
        if arguments[0].isKind(.bytes) { return arguments[0] }
        if arguments[0].isString {
            return evaluation.heap.string(utf8: arguments[0].text, kind: .bytes)
        }
        let elements = try Iteration.elements(of: arguments[0], in: &evaluation) {
            arguments.mismatch(0, "a string, bytes or an iterable of int")
        }
        var buffer = TextBuffer(capacity: elements.count)
        for element in elements {
            guard let number = element.asInt else {
                throw arguments.mismatch(0, "a string, bytes or an iterable of int", got: element)
            }
            guard let byte = UInt8(exactly: number) else {
                throw Failure("Parameter `x` of `bytes`: \(number) is not within 0 to 255")
            }
            buffer.append(byte)
        }
        return evaluation.heap.string(utf8: buffer.bytes, kind: .bytes)
    }

    private static func chr(
        _ arguments: Arguments, _ evaluation: inout Evaluation
    ) throws -> Value {
        let code = try arguments.integer(0)
        guard let scalar = UInt32(exactly: code).flatMap(Unicode.Scalar.init) else {
            throw Failure("Parameter `i` of `chr`: \(code) is not a Unicode scalar value")
        }
        return evaluation.string(String(scalar))
    }

    private static func ord(
        _ arguments: Arguments, _ evaluation: inout Evaluation
    ) throws -> Value {
        let value = arguments[0]
        if value.isKind(.bytes), StringView(value.object).byteCount == 1 {
            return Value(small: Int(StringView(value.object).start[0]))
        }
        guard value.isString, StringView(value.object).scalarCount == 1 else {
            throw arguments.mismatch(0, "a string of one character")
        }
        return Value(small: Int(value.text.scalar(at: 0).scalar.value))
    }
}
